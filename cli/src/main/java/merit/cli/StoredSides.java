package merit.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import merit.preference.PreferenceSplit;
import merit.preference.format.LabelledFile;
import merit.preference.store.FileHashes;
import merit.preference.store.SetFile;
import merit.preference.store.SetReading;
import merit.preference.store.StoreProgress;
import merit.preference.store.StoredSets;
import merit.training.NamedSets;

/** Files read row by row onto disk, and split there: {@link DataSides} that do not fit into memory. */
final class StoredSides {
    private final DataReading asked;
    private final Path folder;
    private final Console console;
    private final FileHashes hashes;

    private StoredSides(DataReading asked, Path folder, Console console) throws IOException {
        this.asked = asked;
        this.folder = folder;
        this.console = console;
        this.hashes = FileHashes.of(asked.paths());
    }

    /** The same sides as in memory, but that sets are read from the folder whenever somebody asks for one. */
    static DataSides read(DataReading asked, Path folder, Console console) throws IOException {
        return new StoredSides(asked, folder, console).sides();
    }

    private DataSides sides() throws IOException {
        SetFile data = open(List.of(asked.files()));
        if (!asked.evalFiles().isEmpty()) {
            Map<String, List<String>> sections = asked.evalSections(Set.of()); // no objectives from disk
            SetFile measured = open(List.copyOf(sections.values()));
            return DataSides.ofOwnFiles(
                    asked,
                    hashes,
                    data.report().plus(measured.report()),
                    byFile(data.sets()),
                    NamedSets.stored(measured.sets(), bySection(sections, measured.sets())));
        }
        StoredSets all = data.sets();
        BitSet held = new PreferenceSplit(asked.seed()).heldOut(all, asked.share());
        StoredSets train = all.only(IntStream.range(0, all.size()).filter(place -> !held.get(place)));
        return DataSides.ofShare(
                asked, hashes, data.report(), byFile(train), NamedSets.stored(all.only(held.stream()), Map.of()));
    }

    private SetFile open(List<List<String>> sections) throws IOException {
        SetReading reading = new SetReading(folder, sections, asked.options(), hashes);
        try (Bar bar = new Bar()) {
            return reading.open(bar);
        }
    }

    private NamedSets byFile(StoredSets sets) {
        Map<String, String> names = asked.names();
        List<String> nameOf = asked.files().stream()
                .map(file -> names.getOrDefault(LabelledFile.of(file).path(), file))
                .toList();
        Map<String, BitSet> parts = new LinkedHashMap<>();
        names.values()
                .forEach(name -> parts.put(
                        name, sets.file().ofFiles(sets, file -> nameOf.get(file).equals(name))));
        return NamedSets.stored(sets, parts);
    }

    private static Map<String, BitSet> bySection(Map<String, List<String>> sections, StoredSets sets) {
        List<String> nameOf = new ArrayList<>();
        sections.forEach((name, files) -> files.forEach(file -> nameOf.add(name)));
        Map<String, BitSet> parts = new LinkedHashMap<>();
        sections.keySet()
                .forEach(name -> parts.put(
                        name, sets.file().ofFiles(sets, file -> nameOf.get(file).equals(name))));
        parts.remove("");
        return parts;
    }

    /** How far reading is; nothing is drawn where nothing is read. */
    private final class Bar implements StoreProgress, AutoCloseable {
        private final RateBar rate = new RateBar(console, "Reading", "rows");

        @Override
        public void unusable(Path file, String found) {
            console.say("Cache", file + " is made anew: found " + found);
        }

        @Override
        public void done(long count) {
            rate.to(count, isCounted() ? hashes.lines() : 0);
        }

        /** Whether there is about a row a line. */
        private boolean isCounted() {
            return asked.paths().stream()
                    .map(path -> path.toLowerCase(Locale.ROOT))
                    .allMatch(path -> path.endsWith(".jsonl") || path.endsWith(".csv"));
        }

        @Override
        public void close() {
            rate.close();
        }
    }
}
