package merit.benchmark;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import merit.encoding.PromptTemplate;
import merit.encoding.TokenRow;
import merit.preference.PreferencePair;
import merit.rewardmodel.RewardModelScorer;
import merit.scoring.Score;
import merit.scoring.ScoreInput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/** Writes what a saved run reads and says, for {@code witness/check_folder.py}: token ids, segments and score of each text. */
@Command(
        name = "tokens",
        description = "Writes token ids, segments and scores of real texts, for witness/check_folder.py.",
        mixinStandardHelpOptions = true)
final class TokenDump implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", description = "A saved run.")
    Path run = Path.of("");

    @Mixin
    CommonOptions common = new CommonOptions();

    @Option(names = "--rows", defaultValue = "200", description = "Texts to write (default ${DEFAULT-VALUE}).")
    int rows;

    @Option(names = "--out", required = true, paramLabel = "FILE")
    Path out = Path.of("");

    @Override
    public Integer call() throws IOException {
        System.out.println(common.engine());
        List<PreferencePair> pairs = common.pairs();
        List<ScoreInput> inputs = CompanyCheck.inputs(pairs, rows);
        try (RewardModelScorer scorer = RewardModelScorer.open(run);
                BufferedWriter writer = Files.newBufferedWriter(out)) {
            PromptTemplate template = scorer.model().encoder().config().template();
            List<TokenRow> encoded = inputs.stream().map(scorer::encode).toList();
            List<Score> scores = scorer.scoreRows(encoded);
            for (int i = 0; i < scores.size(); i++) {
                Map<String, Object> line = line(pairs.get(i / 2), i, encoded.get(i), scores.get(i));
                if (template.equals(PromptTemplate.PAIR) && encoded.get(i).truncatedTokens() == 0) {
                    line.putAll(segments((ScoreInput.Chat) inputs.get(i)));
                }
                writer.write(JsonMapper.shared().writeValueAsString(line));
                writer.newLine();
            }
        }
        System.out.println("Wrote " + inputs.size() + " texts to " + out);
        return 0;
    }

    private static Map<String, Object> line(PreferencePair pair, int input, TokenRow row, Score score) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("row", pair.set().origin().line());
        line.put("side", input % 2 == 0 ? "chosen" : "rejected");
        line.put("ids", row.ids());
        line.put("segments", row.segments());
        line.put("score", score.value());
        if (!score.objectives().isEmpty()) {
            line.put("outputs", score.objectives().values());
        }
        return line;
    }

    private static Map<String, Object> segments(ScoreInput.Chat input) {
        return Map.of(
                "first", PairFile.joined(PromptTemplate.PAIR.renderFirst(input.conversation())),
                "second", PairFile.joined(PromptTemplate.PAIR.renderSecond(input.conversation())));
    }
}
