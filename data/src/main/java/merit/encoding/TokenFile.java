package merit.encoding;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import merit.dialogue.Conversation;
import merit.preference.CandidateSet;
import merit.preference.store.SetFile;
import merit.preference.store.StoreProgress;
import merit.preference.store.StoredSets;
import merit.store.Digest;
import merit.store.RecordFile;
import merit.store.RecordWriter;
import merit.store.UnusableFileException;
import org.jspecify.annotations.Nullable;

/**
 * The rows of all answers in a {@link SetFile}, in a memory-mapped file beside it, which is named and keyed by these sets, the tokenizer,
 * the template, the longest row and what gives way in it. An answer has the number that the set file gives it. Thread-safe.
 */
public final class TokenFile {
    private static final int SETS_AT_ONCE = 2048;
    private static final int NAME_BYTES = 16;

    private final RecordFile records;
    private final boolean made;
    private final int idBytes;

    private TokenFile(RecordFile records, boolean made, int idBytes) {
        this.records = records;
        this.made = made;
        this.idBytes = idBytes;
    }

    /**
     * The rows of these sets, read, or made on all cores.
     *
     * @param progress told of sets, and asked before each
     * @throws IOException where the file cannot be read or written
     */
    public static TokenFile of(SetFile sets, RowEncoder encoder, StoreProgress progress) throws IOException {
        byte[] key = key(sets, encoder);
        String name = "tokens-" + HexFormat.of().formatHex(key, 0, NAME_BYTES) + ".bin";
        Path file = sets.records().path().resolveSibling(name);
        int idBytes = StoredRow.idBytes(encoder.tokenizer().vocabularySize());
        RecordFile known = opened(file, key, progress);
        if (known != null) {
            return new TokenFile(known, false, idBytes);
        }
        try (RecordWriter writer = new RecordWriter(file, key)) {
            write(sets.sets(), encoder, writer, progress);
            writer.finish("");
        }
        RecordFile written = opened(file, key, progress);
        if (written == null) {
            throw new IOException(file + ": found it unusable as soon as it was written; see to the disk");
        }
        return new TokenFile(written, true, idBytes);
    }

    private static @Nullable RecordFile opened(Path file, byte[] key, StoreProgress progress) throws IOException {
        try {
            return Files.exists(file) ? RecordFile.open(file, key) : null;
        } catch (UnusableFileException e) {
            progress.unusable(file, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private static void write(StoredSets sets, RowEncoder encoder, RecordWriter writer, StoreProgress progress)
            throws IOException {
        int idBytes = StoredRow.idBytes(encoder.tokenizer().vocabularySize());
        for (int from = 0; from < sets.size(); from += SETS_AT_ONCE) {
            int to = Math.min(sets.size(), from + SETS_AT_ONCE);
            List<List<byte[]>> made = IntStream.range(from, to)
                    .parallel()
                    .mapToObj(place -> {
                        progress.checkStopped();
                        return rows(sets.get(place), encoder, idBytes);
                    })
                    .toList();
            for (List<byte[]> ofSet : made) {
                for (byte[] row : ofSet) {
                    writer.add(row);
                }
            }
            progress.done(to);
        }
    }

    private static List<byte[]> rows(CandidateSet set, RowEncoder encoder, int idBytes) {
        List<Conversation> answers = set.candidates().stream()
                .map(candidate -> set.prompt().answered(candidate.response()))
                .toList();
        return encoder.encodeAnswers(answers).stream()
                .map(row -> StoredRow.encode(row, idBytes))
                .toList();
    }

    /** Of everything that changes a row. */
    private static byte[] key(SetFile sets, RowEncoder encoder) {
        List<byte[]> parts = new ArrayList<>(List.of(sets.key()));
        parts.addAll(encoder.key());
        return Digest.sha256(parts);
    }

    /** The row of an answer. */
    public TokenRow row(int answer) {
        return StoredRow.decode(records.get(answer), idBytes);
    }

    /** By which a row is told from others: two have the same one where they are equal. */
    public Digest digest(int answer) {
        return StoredRow.digest(records.get(answer));
    }

    /** How many rows there are. */
    public int size() {
        return records.size();
    }

    /** Tokens of all rows together. */
    public long tokens() {
        return IntStream.range(0, size())
                .mapToLong(answer -> StoredRow.length(records.get(answer)))
                .sum();
    }

    /** Whether the rows were made, and not found. */
    public boolean isMade() {
        return made;
    }

    public Path path() {
        return records.path();
    }
}
