package merit.preference.format;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;

/** Standard output, buffered. Closing leaves it open; that its reader went away is an error. */
final class StandardOutput extends FilterOutputStream {
    StandardOutput() {
        super(new BufferedOutputStream(System.out, 1 << 16));
    }

    @Override
    public void write(byte[] bytes, int start, int length) throws IOException {
        out.write(bytes, start, length);
    }

    @Override
    public void close() throws IOException {
        flush();
        if (System.out.checkError()) {
            throw new IOException("standard output was closed");
        }
    }
}
