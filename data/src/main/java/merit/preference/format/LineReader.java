package merit.preference.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import merit.preference.Origin;
import org.jspecify.annotations.Nullable;

/** Lines of strict UTF-8, numbered from 1; a byte order mark and carriage returns at the ends are taken off. */
final class LineReader implements AutoCloseable {
    private final String file;
    private final InputStream bytes;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(1 << 10);
    private long number;

    LineReader(String file, InputStream bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    /** The next line without its end, or null after the last. */
    @Nullable
    String next() {
        line.reset();
        number++;
        try {
            int next;
            while ((next = bytes.read()) >= 0 && next != '\n') {
                line.write(next);
            }
            return next < 0 && line.size() == 0 ? null : decode(line.toByteArray());
        } catch (CharacterCodingException e) {
            throw notUtf8(origin().toString());
        } catch (IOException e) {
            throw ByteSource.broken(origin().toString(), e);
        }
    }

    /** The line that {@link #next()} gave last. */
    Origin origin() {
        return new Origin(file, number);
    }

    static DataFileException notUtf8(String where) {
        return new DataFileException(where + ": not UTF-8: found bytes that are no characters, need UTF-8;"
                + " convert it, for instance with iconv -t utf-8");
    }

    private String decode(byte[] encoded) throws CharacterCodingException {
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(encoded))
                .toString();
        if (number == 1 && text.startsWith("\uFEFF")) {
            text = text.substring(1);
        }
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    @Override
    public void close() {
        try {
            bytes.close();
        } catch (IOException e) {
            throw ByteSource.broken(file, e);
        }
    }
}
