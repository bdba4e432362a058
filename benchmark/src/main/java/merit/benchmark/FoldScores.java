package merit.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import merit.evaluation.metric.ScoredPair;
import merit.preference.CandidateSet;
import merit.preference.PreferencePair;
import merit.preference.PreferenceSplit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The scores of one fold's held-out pairs by one scorer, in the form that {@code trl_reward.py} writes too.
 *
 * @param scores of both sides, by the pair's id
 * @param cost of training
 */
record FoldScores(Map<String, Sides> scores, Cost cost) {
    /** Both scores of a pair. */
    record Sides(double chosen, double rejected) {}

    /**
     * What training took.
     *
     * @param seconds by the clock
     * @param cpuSeconds of all cores together; the fairer of the two where the machine has other work too
     */
    record Cost(double seconds, double cpuSeconds) {
        static final Cost NONE = new Cost(0, 0);

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.0f s, %.0f s of processor time", seconds, cpuSeconds);
        }
    }

    FoldScores {
        scores = Map.copyOf(scores);
    }

    static FoldScores of(List<PreferencePair> pairs, List<ScoredPair> scored, Cost cost) {
        Map<String, Sides> scores = new LinkedHashMap<>();
        for (int p = 0; p < scored.size(); p++) {
            scores.put(
                    PairFile.id(pairs.get(p)),
                    new Sides(scored.get(p).chosen(), scored.get(p).rejected()));
        }
        if (scores.size() != scored.size()) {
            throw new IllegalArgumentException("pair ids: found " + scores.size() + " different ones in "
                    + scored.size() + " pairs, need one a pair; leave \"id\" out of the file, or make it unique");
        }
        return new FoldScores(scores, cost);
    }

    static FoldScores read(Path file) throws IOException {
        JsonNode root = JsonMapper.shared().readTree(Files.readString(file));
        Map<String, Sides> scores = new LinkedHashMap<>();
        for (JsonNode pair : root.path("pairs")) {
            scores.put(
                    pair.path("id").asString(),
                    new Sides(
                            pair.path("chosen_score").asDouble(),
                            pair.path("rejected_score").asDouble()));
        }
        if (scores.isEmpty()) {
            throw new IllegalArgumentException(
                    file + ": found no \"pairs\" with scores, need what trl_reward.py --eval wrote");
        }
        return new FoldScores(
                scores,
                new Cost(
                        root.path("train_seconds").asDouble(),
                        root.path("train_cpu_seconds").asDouble()));
    }

    /**
     * Whether the file holds scores that were made with these settings.
     *
     * @param defaults of settings that did not exist when the file was made
     */
    static boolean isOf(Path file, Map<String, ?> settings, Map<String, ?> defaults) throws IOException {
        JsonMapper json = JsonMapper.shared();
        if (!Files.exists(file)
                || !(json.readTree(Files.readString(file)).path("settings") instanceof ObjectNode stored)) {
            return false;
        }
        ObjectNode made = json.valueToTree(defaults);
        made.setAll(stored);
        // Both by way of text, so that numbers are of one kind.
        return json.readTree(json.writeValueAsString(made)).equals(json.readTree(json.writeValueAsString(settings)));
    }

    void write(Path file, Map<String, ?> settings) throws IOException {
        List<Map<String, Object>> pairs = new ArrayList<>();
        scores.forEach((id, sides) ->
                pairs.add(Map.of("id", id, "chosen_score", sides.chosen, "rejected_score", sides.rejected)));
        Map<String, Object> root = Map.of(
                "settings",
                settings,
                "train_seconds",
                cost.seconds,
                "train_cpu_seconds",
                cost.cpuSeconds,
                "pairs",
                pairs);
        Files.writeString(
                file, JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(root));
    }

    /**
     * These scores of exactly these pairs, in their order.
     *
     * @throws IllegalArgumentException where one is missing
     */
    List<ScoredPair> of(List<PreferencePair> pairs) {
        return pairs.stream().map(this::scored).toList();
    }

    private ScoredPair scored(PreferencePair pair) {
        Sides sides = scores.get(PairFile.id(pair));
        if (sides == null) {
            throw new IllegalArgumentException("no score for pair " + PairFile.id(pair)
                    + ": these scores are of another split; make it by make_folds.py with the same seed and folds");
        }
        return scoredPair(pair, sides.chosen, sides.rejected);
    }

    static ScoredPair scoredPair(PreferencePair pair, double chosen, double rejected) {
        CandidateSet set = pair.set();
        return new ScoredPair(
                chosen, rejected, pair.chosen().length(), pair.rejected().length(), PreferenceSplit.groupKey(set));
    }
}
