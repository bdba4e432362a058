package merit.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import merit.loss.LossType;
import merit.preference.CandidateSet;
import merit.preference.DataReport;
import merit.preference.Judgement;
import merit.preference.PreferenceData;
import merit.preference.PreferenceSplit;
import merit.preference.format.Format;
import merit.preference.format.LabelledFile;
import merit.preference.format.PreferenceFiles;
import merit.preference.format.ReadOptions;
import merit.training.NamedSets;
import merit.training.Provenance;
import merit.training.TrainingConfig;

/**
 * Files read and split for a training run.
 *
 * @param files all of them, those to measure on last
 * @param report what was read, kept and dropped
 * @param line what the data are, for people
 * @param train sets to learn from
 * @param held sets to measure on
 * @param split how they were parted
 */
record DataSides(
        List<String> files,
        DataReport report,
        String line,
        NamedSets train,
        NamedSets held,
        Map<String, Object> split) {
    /** How the sides were parted where each has files of its own. */
    static final String OWN_FILES = "files of their own";

    /**
     * Reads and splits.
     *
     * @param evalFiles to measure on; where there are none, a share of the prompts is
     * @param config whose seed splits, whose objectives are the names of judgements, and whose weights may name files
     */
    static DataSides read(
            List<String> files, List<String> evalFiles, double share, TrainingConfig config, ReadOptions options) {
        PreferenceData data = PreferenceFiles.read(files, options).withoutRepeats();
        Set<String> weighed = names(config.batch().dataWeights());
        if (!evalFiles.isEmpty()) {
            TrainingConfig named = config.of(data.sets());
            Map<String, PreferenceData> held =
                    byName(evalFiles, names(named.objectives().objectives()), options);
            List<String> all = new ArrayList<>(files);
            all.addAll(evalFiles);
            PreferenceData measured =
                    held.values().stream().reduce(PreferenceData::plus).orElseThrow();
            DataReport both = data.report().plus(measured.report());
            return new DataSides(
                    all,
                    both,
                    line(both, false),
                    byFile(files, weighed, data.sets()),
                    named(measured, held),
                    Map.of("held_out", OWN_FILES));
        }
        PreferenceSplit.Sides<CandidateSet> sides = new PreferenceSplit(config.seed()).holdOut(data.sets(), share);
        Map<String, Object> split = new LinkedHashMap<>();
        split.put("held_out", "by first user turn");
        split.put("share", share);
        split.put("seed", config.seed());
        return new DataSides(
                files,
                data.report(),
                line(data.report(), false),
                byFile(files, weighed, sides.training()),
                NamedSets.of(sides.heldOut()),
                split);
    }

    /** The names in a setting of them: {@code a,b}, or {@code a=1,b=3}. */
    private static Set<String> names(String setting) {
        return Arrays.stream(setting.split(","))
                .map(entry -> entry.replaceFirst("=[^=]*$", "").strip())
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet());
    }

    /**
     * Under the NAME of each NAME=FILE. A file without one goes by its own as it is given; or as the weights have it, by the end of its
     * path: a run that is resumed from another folder finds it elsewhere.
     */
    private static NamedSets byFile(List<String> files, Set<String> weighed, List<CandidateSet> sets) {
        Map<String, String> names = new LinkedHashMap<>();
        for (String file : files) {
            LabelledFile named = LabelledFile.of(file);
            String own = weighed.stream()
                    .filter(name -> !weighed.contains(file) && Path.of(file).endsWith(name))
                    .findFirst()
                    .orElse(file);
            names.putIfAbsent(named.path(), Objects.requireNonNullElse(named.objective(), own));
        }
        Map<String, List<CandidateSet>> parts = new LinkedHashMap<>();
        names.values().forEach(name -> parts.put(name, new ArrayList<>()));
        for (CandidateSet set : sets) {
            List<CandidateSet> part = parts.get(names.getOrDefault(set.origin().file(), ""));
            if (part != null) {
                part.add(set);
            }
        }
        return new NamedSets(sets, parts);
    }

    /**
     * What each NAME of NAME=FILE stands for, in the order of the files; under no name those that have none. Where judgements are
     * learnt by objectives, and NAME is none of them, it says nothing of whose the file's are.
     */
    private static Map<String, PreferenceData> byName(List<String> files, Set<String> objectives, ReadOptions options) {
        Map<String, List<String>> names = new LinkedHashMap<>();
        for (String file : files) {
            LabelledFile named = LabelledFile.of(file);
            String name = Objects.requireNonNullElse(named.objective(), "");
            boolean labels = objectives.isEmpty() || objectives.contains(name);
            names.computeIfAbsent(name, first -> new ArrayList<>()).add(labels ? file : named.path());
        }
        Map<String, PreferenceData> data = new LinkedHashMap<>();
        names.forEach(
                (name, own) -> data.put(name, PreferenceFiles.read(own, options).withoutRepeats()));
        return data;
    }

    private static NamedSets named(PreferenceData all, Map<String, PreferenceData> byName) {
        Map<String, List<CandidateSet>> parts = new LinkedHashMap<>();
        byName.forEach((name, data) -> parts.put(name, data.sets()));
        parts.remove("");
        return new NamedSets(all.sets(), parts);
    }

    /** @throws IllegalArgumentException where nothing is left to learn from, with what was dropped and why */
    void requirePairs() {
        if (Floor.pairs(train.all()).isEmpty()) {
            throw new IllegalArgumentException(String.join(", ", files) + ": no pairs to train on: found "
                    + Numbers.count(report.rows(), "row")
                    + InspectionText.dropped(report).replace("\n", ", ")
                    + "; need at least one pair whose answers differ");
        }
    }

    /**
     * The same for a loss that learns from ties.
     *
     * @throws IllegalArgumentException where there are none to learn from
     */
    DataSides withTies(LossType loss) {
        if (train.all().stream().noneMatch(set -> set.judgements().stream().anyMatch(Judgement::isTie))) {
            throw new IllegalArgumentException(String.join(", ", files) + ": --loss " + loss.label()
                    + " found no ties to learn from, need some; without them it is bradley-terry: take that");
        }
        return new DataSides(files, report, line(report, true), train, held, split);
    }

    /** What a person should know before training. */
    List<String> warnings() {
        Set<String> known = train.all().stream().map(PreferenceSplit::groupKey).collect(Collectors.toSet());
        long leaked = held.all().stream()
                .filter(set -> known.contains(PreferenceSplit.groupKey(set)))
                .count();
        return leaked == 0
                ? List.of()
                : List.of("Careful: " + Numbers.count(leaked, "held-out prompt")
                        + " stand in the training data too, so the held-out figures are too good.");
    }

    /** What is saved with the run. */
    Provenance provenance(List<String> command) throws IOException {
        Map<String, String> hashes = new LinkedHashMap<>();
        for (String file : files) {
            String path = LabelledFile.of(file).path();
            if (!path.equals("-")) {
                hashes.put(path, sha256(Path.of(path)));
            }
        }
        Map<String, Object> reading = new LinkedHashMap<>();
        reading.put("formats", report.formats());
        reading.put("rows", report.rows());
        reading.put("pairs", report.pairs());
        reading.put("ties", report.ties());
        reading.put("dropped", report.dropped());
        return new Provenance(command, hashes, reading, split);
    }

    /** @param learnt whether ties are */
    private static String line(DataReport report, boolean learnt) {
        String formats = report.formats().stream()
                .distinct()
                .map(label -> Format.of(label).title())
                .collect(Collectors.joining(" and "));
        if (learnt) {
            return Numbers.count(report.pairs(), "pair") + " and " + Numbers.count(report.ties(), "tie") + ", "
                    + formats + InspectionText.dropped(report);
        }
        String ties = report.ties() == 0
                ? ""
                : "\nleft out " + Numbers.count(report.ties(), "tie") + ": neither answer is preferred";
        return Numbers.count(report.pairs(), "pair") + ", " + formats + ties + InspectionText.dropped(report);
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream bytes = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (DigestInputStream read = new DigestInputStream(bytes, digest)) {
                read.transferTo(java.io.OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
