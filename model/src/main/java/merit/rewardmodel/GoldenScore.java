package merit.rewardmodel;

import java.util.List;

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
    /** The largest difference between a score and its golden one. */
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
}
