package merit.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import merit.loss.LossType;
import merit.preference.CandidateSet;
import merit.preference.DataReport;
import merit.preference.Judgement;
import merit.preference.PreferenceData;
import merit.preference.PreferenceSplit;
import merit.preference.format.Format;
import merit.preference.format.PreferenceFiles;
import merit.preference.format.ReadOptions;
import merit.preference.store.FileHashes;
import merit.training.NamedSets;
import merit.training.Provenance;

/**
 * Files read and split for a training run.
 *
 * @param files all of them, those to measure on last
 * @param hashes of the files
 * @param report what was read, kept and dropped
 * @param line what the data are, for people
 * @param train sets to learn from
 * @param held sets to measure on
 * @param split how they were parted
 */
record DataSides(
        List<String> files,
        FileHashes hashes,
        DataReport report,
        String line,
        NamedSets train,
        NamedSets held,
        Map<String, Object> split) {
    /** How the sides were parted where each has files of its own. */
    static final String OWN_FILES = "files of their own";

    /** All in memory. */
    static DataSides read(DataReading asked) throws IOException {
        ReadOptions options = asked.options();
        PreferenceData data = PreferenceFiles.read(asked.files(), options).withoutRepeats();
        if (!asked.evalFiles().isEmpty()) {
            Map<String, PreferenceData> held = new LinkedHashMap<>();
            asked.evalSections(asked.objectives(data.sets()))
                    .forEach((name, own) ->
                            held.put(name, PreferenceFiles.read(own, options).withoutRepeats()));
            PreferenceData measured =
                    held.values().stream().reduce(PreferenceData::plus).orElseThrow();
            DataReport both = data.report().plus(measured.report());
            return ofOwnFiles(
                    asked, FileHashes.of(asked.paths()), both, byFile(asked, data.sets()), named(measured, held));
        }
        PreferenceSplit.Sides<CandidateSet> sides =
                new PreferenceSplit(asked.seed()).holdOut(data.sets(), asked.share());
        return ofShare(
                asked,
                FileHashes.of(asked.paths()),
                data.report(),
                byFile(asked, sides.training()),
                NamedSets.of(sides.heldOut()));
    }

    /** Where files to measure on were given. */
    static DataSides ofOwnFiles(
            DataReading asked, FileHashes hashes, DataReport report, NamedSets train, NamedSets held) {
        return new DataSides(
                asked.all(), hashes, report, line(report, false), train, held, Map.of("held_out", OWN_FILES));
    }

    /** Where a share of the prompts was held out. */
    static DataSides ofShare(DataReading asked, FileHashes hashes, DataReport report, NamedSets train, NamedSets held) {
        Map<String, Object> split = new LinkedHashMap<>();
        split.put("held_out", "by first user turn");
        split.put("share", asked.share());
        split.put("seed", asked.seed());
        return new DataSides(asked.all(), hashes, report, line(report, false), train, held, split);
    }

    /** Under the NAME of each NAME=FILE; a file without one goes by its own, as it was given. */
    private static NamedSets byFile(DataReading asked, List<CandidateSet> sets) {
        Map<String, String> names = asked.names();
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

    private static NamedSets named(PreferenceData all, Map<String, PreferenceData> byName) {
        Map<String, List<CandidateSet>> parts = new LinkedHashMap<>();
        byName.forEach((name, data) -> parts.put(name, data.sets()));
        parts.remove("");
        return new NamedSets(all.sets(), parts);
    }

    /** @throws IllegalArgumentException where nothing is left to learn from, with what was dropped and why */
    void requirePairs() {
        if (!Floor.hasPairs(train.all())) {
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
        return new DataSides(files, hashes, report, line(report, true), train, held, split);
    }

    /** What a person should know before training. */
    List<String> warnings() {
        long leaked = OWN_FILES.equals(split.get("held_out")) ? PreferenceSplit.shared(train.all(), held.all()) : 0;
        return leaked == 0
                ? List.of()
                : List.of("Careful: " + Numbers.count(leaked, "held-out prompt")
                        + " stand in the training data too, so the held-out figures are too good.");
    }

    /** What is saved with the run. */
    Provenance provenance(List<String> command) {
        Map<String, Object> reading = new LinkedHashMap<>();
        reading.put("formats", report.formats());
        reading.put("rows", report.rows());
        reading.put("pairs", report.pairs());
        reading.put("ties", report.ties());
        reading.put("dropped", report.dropped());
        return new Provenance(command, hashes.sums(), reading, split);
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
}
