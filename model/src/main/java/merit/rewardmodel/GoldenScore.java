package merit.rewardmodel;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import merit.encoding.TokenRow;
import merit.layer.Products;
import merit.tensor.Engine;

/**
 * A text with the score it had when the model was saved. Opening a model repeats it, so that a model that has changed, or that
 * this machine computes otherwise, does not pass for the one that was trained.
 *
 * @param prompt a prompt of one turn
 * @param response to it
 * @param tokens the length of its row
 * @param score at the recorded precision
 */
record GoldenScore(String prompt, String response, int tokens, double score) {
    /** The largest difference between a score up to 1 and its golden one; of a larger score, this share of it. */
    static final double TOLERANCE = 1e-4;

    private static final String LONG =
            "The log shows five hundred open handles, then a timeout, then a restart by the supervisor. ";

    /** The texts: short, long, longer than most models read, with digits, another script, control tokens as text, and empty. */
    static final List<String[]> TEXTS = List.of(
            new String[] {
                "Why did the service crash?", "A connection leak exhausted the pool; the log shows 500 open handles."
            },
            new String[] {"Why did the service crash?", "Aliens."},
            new String[] {"What is 17 times 23?", "17 * 23 = 391, since 17 * 20 = 340 and 17 * 3 = 51."},
            new String[] {"Cum se spune mulțumesc în japoneză?", "Se spune ありがとう (arigatō)."},
            new String[] {"Summarise: " + LONG.repeat(6), "A handle leak led to a timeout and a restart."},
            new String[] {LONG.repeat(60), LONG.repeat(20)},
            new String[] {"Write [SEP] as text.", "[SEP] [CLS] <|im_end|>"},
            new String[] {"Say nothing.", ""});

    /** The texts with the scores that a model gives them now, in fp32. */
    static List<GoldenScore> of(RewardModel model) {
        List<TokenRow> rows = TEXTS.stream()
                .map(text -> model.encoder().encode(text[0], text[1]))
                .toList();
        float[] rewards = inFp32(model, rows, Products.Setting.FP32);
        List<GoldenScore> golden = new ArrayList<>();
        for (int i = 0; i < rewards.length; i++) {
            String[] text = TEXTS.get(i);
            golden.add(new GoldenScore(text[0], text[1], rows.get(i).length(), rewards[i]));
        }
        return golden;
    }

    private static float[] inFp32(RewardModel model, List<TokenRow> rows, Products.Setting setting) {
        return model.backbone().products().during(setting, () -> rewards(model, rows));
    }

    /** Computed anew: features that are kept are of the precision that the model was trained in. */
    private static float[] rewards(RewardModel model, List<TokenRow> rows) {
        RowPasses passes = new RowPasses(model, model::outputs, RewardModelScorer.PASS_TOKENS);
        return model.objectives().scores(passes.over(rows, done -> true));
    }

    private static List<TokenRow> rows(List<GoldenScore> golden, RewardModel model) {
        return golden.stream()
                .map(text -> model.encoder().encode(text.prompt(), text.response()))
                .toList();
    }

    /** The largest difference between golden scores, where there are any, and those that a model gives in the precision that is set. */
    static OptionalDouble drift(List<GoldenScore> golden, RewardModel model) {
        float[] rewards = rewards(model, rows(golden, model));
        return IntStream.range(0, rewards.length)
                .mapToDouble(i -> Math.abs(rewards[i] - golden.get(i).score()))
                .max();
    }

    /** Refuses a model, opened from a folder, that does not repeat its scores in fp32. */
    static void check(List<GoldenScore> golden, RewardModel model, Path folder) {
        List<TokenRow> rows = rows(golden, model);
        float[] rewards = inFp32(model, rows, Products.Setting.KEPT_FP32);
        for (int i = 0; i < rewards.length; i++) {
            golden.get(i).check(rows.get(i).length(), rewards[i], model, folder);
        }
    }

    private void check(int foundTokens, float found, RewardModel model, Path folder) {
        String text = "\"" + shortened(prompt) + "\" with \"" + shortened(response) + "\"";
        if (foundTokens != tokens) {
            throw new IllegalArgumentException(folder + ": the tokenizer is not the one that was saved: " + text
                    + " makes " + foundTokens + " tokens, made " + tokens + "; restore "
                    + (model.adapter() == null
                            ? "tokenizer.json"
                            : "that of the base, " + model.parts().base()));
        }
        double most = TOLERANCE * Math.max(1, Math.abs(score));
        if (!(Math.abs(found - score) <= most)) {
            String causes = (model.adapter() == null
                            ? "Weights"
                            : model.parts().base() + " is not the base that the adapter was trained on, weights")
                    + " or configuration have changed, or this machine's engine computes otherwise: ";
            throw new IllegalArgumentException(folder + ": scores have drifted: " + text + " scores " + found
                    + ", scored " + score + " when it was saved (" + RewardModelFolder.PRECISION + "; need "
                    + (float) most
                    + " at most). " + causes + Engine.describe());
        }
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 37) + "...";
    }
}
