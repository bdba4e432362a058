package merit.preference.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import merit.preference.DataReport;
import merit.preference.format.LabelledFile;
import merit.preference.format.PreferenceFiles;
import merit.preference.format.ReadOptions;
import merit.store.Digest;
import merit.store.RecordFile;
import merit.store.RecordWriter;
import merit.store.UnusableFileException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Files of preferences read once, row by row, into a {@link SetFile}, which is read in their place as long as it is of the same content,
 * labels and options. No text stays in memory, and of each pair a digest while it is read.
 *
 * @param folder where the file is, or will be
 * @param sections files that are read together: repeats are left out, and samples counted, within each section
 * @param hashes of all the files
 */
public record SetReading(Path folder, List<List<String>> sections, ReadOptions options, FileHashes hashes) {
    /** Raise it where other sets are made of the same files. */
    private static final int VERSION = 1;

    private static final int NAME_BYTES = 16;
    private static final JsonMapper JSON = new JsonMapper();

    /**
     * What is noted beside the sets.
     *
     * @param opened numbers of the files that were read
     * @param report without their names
     */
    record Note(List<Integer> opened, DataReport report) {}

    public SetReading {
        sections = List.copyOf(sections);
    }

    /**
     * The sets, read or made.
     *
     * @throws IllegalArgumentException where a file cannot be read row by row
     * @throws IOException where nothing can be written
     */
    public SetFile open(StoreProgress progress) throws IOException {
        byte[] key = key();
        Path file = folder.resolve("sets-" + HexFormat.of().formatHex(key, 0, NAME_BYTES) + ".bin");
        SetFile known = opened(file, key, progress);
        if (known != null) {
            return known;
        }
        try (RecordWriter writer = new RecordWriter(file, key)) {
            SetIngest ingest = new SetIngest(writer, progress);
            for (List<String> section : sections) {
                ingest.section(over -> PreferenceFiles.over(section, options, over), section.size());
            }
            writer.finish(JSON.writeValueAsString(ingest.note()));
        } catch (UncheckedIOException e) {
            IOException cause = e.getCause();
            throw cause == null ? new IOException(e.getMessage(), e) : cause;
        }
        SetFile made = opened(file, key, progress);
        if (made == null) {
            throw new IOException(file + ": found it unusable as soon as it was written; see to the disk");
        }
        return made;
    }

    private @Nullable SetFile opened(Path file, byte[] key, StoreProgress progress) throws IOException {
        if (!Files.exists(file)) {
            return null;
        }
        try {
            RecordFile records = RecordFile.open(file, key);
            Note note = JSON.readValue(records.note(), Note.class);
            List<String> names = paths();
            DataReport counts = note.report();
            DataReport report = new DataReport(
                    note.opened().stream().map(names::get).toList(),
                    counts.formats(),
                    counts.rows(),
                    counts.sets(),
                    counts.candidates(),
                    counts.pairs(),
                    counts.ties(),
                    counts.dropped());
            return new SetFile(records, key, names, report);
        } catch (UnusableFileException e) {
            progress.unusable(file, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private List<String> paths() {
        return sections.stream()
                .flatMap(List::stream)
                .map(file -> LabelledFile.of(file).path())
                .toList();
    }

    /** Of everything that changes a set: not the files' names, but for what these say of form and objective. */
    private byte[] key() {
        MessageDigest digest = Digest.sha256();
        StringBuilder text = new StringBuilder("sets " + VERSION + "\n");
        text.append(options.format()).append(' ').append(options.pairing()).append(' ');
        text.append(options.maxSamples()).append('\n');
        for (List<String> section : sections) {
            text.append("section ").append(section.size()).append('\n');
            for (String named : section) {
                LabelledFile file = LabelledFile.of(named);
                text.append(hashes.sums().get(file.path())).append(' ');
                text.append(form(file.path()))
                        .append(' ')
                        .append(file.objective())
                        .append('\n');
            }
        }
        return digest.digest(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** {@code .jsonl} or {@code .jsonl.gz}, say. */
    private static String form(String path) {
        String name = path.toLowerCase(Locale.ROOT);
        String plain = name.endsWith(".gz") ? name.substring(0, name.length() - ".gz".length()) : name;
        return plain.substring(plain.lastIndexOf('.') + 1);
    }
}
