package merit.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import merit.preference.CandidateSet;
import merit.preference.DataReport;
import merit.preference.Pairing;
import merit.preference.PreferenceData;
import merit.preference.PreferenceSplit;
import merit.preference.format.PreferenceRows;
import merit.preference.format.RowWriter;
import merit.preference.synthetic.SyntheticPreferences;
import merit.training.Provenance;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The demo's data: trained on labels of which one in twenty is flipped, measured on true ones.
 *
 * @param train sets to learn from
 * @param truth the held-out sets, judged by their true quality
 * @param report what was made
 * @param provenance how to make it again
 */
record DemoData(List<CandidateSet> train, List<CandidateSet> truth, DataReport report, Provenance provenance) {
    private static final double HELD_OUT = 0.2;
    private static final double NOISE = 0.05;

    /** Makes it, and writes it into the folder as pairs and as rated candidates. */
    static DemoData make(int prompts, long seed, Path folder) {
        List<CandidateSet> sets = SyntheticPreferences.generate(prompts, seed, NOISE);
        write(
                folder.resolve("pairs.jsonl"),
                sets.stream()
                        .flatMap(set -> SyntheticPreferences.pairRows(set).stream())
                        .flatMap(set -> set.pairs().stream())
                        .map(PreferenceRows::pair));
        write(folder.resolve("candidates.jsonl"), sets.stream().map(PreferenceRows::candidates));
        PreferenceSplit.Sides<CandidateSet> sides = new PreferenceSplit(seed).holdOut(sets, HELD_OUT);
        return new DemoData(
                sides.training(),
                sides.heldOut().stream().map(DemoData::asTrue).toList(),
                PreferenceData.of(sets).report(),
                provenance(prompts, seed));
    }

    /** In a line for people. */
    String line() {
        return Numbers.count(report.sets(), "prompt") + ", " + Numbers.count(report.pairs(), "pair")
                + " made for the purpose";
    }

    private static void write(Path file, Stream<ObjectNode> rows) {
        try (RowWriter writer = RowWriter.open(file.toString())) {
            rows.forEach(writer::write);
            writer.finish();
        }
    }

    private static Provenance provenance(int prompts, long seed) {
        List<String> command = List.of("demo", "--prompts", Integer.toString(prompts), "--seed", Long.toString(seed));
        return new Provenance(
                command,
                Map.of(),
                Map.of("made_by", "merit generate", "noise", NOISE),
                Map.of("held_out", "by first user turn", "share", HELD_OUT, "seed", seed));
    }

    private static CandidateSet asTrue(CandidateSet set) {
        List<@Nullable Double> qualities = new ArrayList<>();
        set.candidates()
                .forEach(candidate -> qualities.add(candidate.attributes().get(SyntheticPreferences.QUALITY)));
        return set.withJudgements(Pairing.ALL.judge(qualities));
    }
}
