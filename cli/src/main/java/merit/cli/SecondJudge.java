package merit.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import merit.client.ClientConfig;
import merit.client.ScorerClient;
import merit.dialogue.Conversation;
import merit.evaluation.metric.ScoredSet;
import merit.preference.CandidateSet;
import merit.preference.format.ReadOptions;
import merit.scoring.Scorer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Another judge of the same answers: a run, a file of its scores, or a server. */
final class SecondJudge {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @Option(
            names = "--second-judge",
            paramLabel = "JUDGE",
            order = 6,
            description =
                    "Another run, a file of its scores on the same data, or a server's address: says what that judge"
                            + " thinks of what RUN picks among a prompt's candidates, and from how many on RUN pleases only itself.")
    @Nullable
    String judge;

    /** That it goes with one model. */
    void check(int models) {
        if (judge != null && models != 1) {
            throw new UsageException("--second-judge goes with one RUN, or one --scores FILE: found " + models + ".");
        }
    }

    /** The judge's scores of these sets, in their order; null where there is none. */
    @Nullable
    List<ScoredSet> score(Console console, List<CandidateSet> sets, ReadOptions options) throws IOException {
        String place = judge;
        if (place == null) {
            return null;
        }
        if (place.startsWith("http://") || place.startsWith("https://")) {
            try (Scorer server = new ScorerClient(ClientConfig.of(place).withDeadline(PATIENCE))) {
                return RunScoring.score(console, server, sets);
            }
        }
        return Files.isRegularFile(Path.of(place))
                ? ofFile(place, sets, options)
                : RunScoring.score(console, Path.of(place), sets);
    }

    private static List<ScoredSet> ofFile(String file, List<CandidateSet> sets, ReadOptions options) {
        Map<Conversation, Double> scores = new HashMap<>();
        for (ScoredSet set : ScoredRows.read(List.of(file), options).sets()) {
            for (int k = 0; k < set.scores().size(); k++) {
                scores.put(row(set.set(), k), set.scores().get(k));
            }
        }
        return sets.stream()
                .map(set -> new ScoredSet(
                        set,
                        IntStream.range(0, set.candidates().size())
                                .mapToObj(k -> found(file, scores.get(row(set, k)), set))
                                .toList()))
                .toList();
    }

    private static Conversation row(CandidateSet set, int candidate) {
        return set.prompt().answered(set.candidates().get(candidate).response());
    }

    private static Double found(String file, @Nullable Double score, CandidateSet set) {
        if (score == null) {
            throw new IllegalArgumentException(
                    "--second-judge: " + file + " has no score of an answer in " + set.origin()
                            + ", need one for each; write them with: merit score JUDGE --data FILE --out " + file);
        }
        return score;
    }
}
