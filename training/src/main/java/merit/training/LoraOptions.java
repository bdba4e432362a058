package merit.training;

import merit.adapter.LoraConfig;
import merit.adapter.TargetModules;

/**
 * An adapter that is trained in place of the backbone's own weights, by TRL's names. The head is trained beside it, in full.
 *
 * @param usePeft whether one is trained
 * @param loraR its rank
 * @param loraAlpha its strength: what it adds is multiplied by lora_alpha / lora_r
 * @param loraDropout of its input, whatever becomes of the backbone's own dropout
 * @param loraTargetModules names or ends of names with commas between, a regular expression for whole names, {@code all-linear},
 *     or {@code auto} for PEFT's own choice for the family
 * @param loraBias which of the backbone's biases are trained too
 * @param useRslora divide by the root of the rank
 * @param useDora train the lengths of the weights' rows apart from their directions
 */
public record LoraOptions(
        boolean usePeft,
        int loraR,
        double loraAlpha,
        double loraDropout,
        String loraTargetModules,
        LoraConfig.Bias loraBias,
        boolean useRslora,
        boolean useDora) {
    public static final LoraOptions DEFAULT =
            new LoraOptions(false, 16, 32, 0, TargetModules.AUTO, LoraConfig.Bias.NONE, false, false);

    public LoraOptions {
        config(loraR, loraAlpha, loraDropout, loraTargetModules, loraBias, useRslora, useDora);
    }

    /** The adapter that they ask for. */
    LoraConfig config() {
        return config(loraR, loraAlpha, loraDropout, loraTargetModules, loraBias, useRslora, useDora);
    }

    private static LoraConfig config(
            int r, double alpha, double dropout, String targets, LoraConfig.Bias bias, boolean rslora, boolean dora) {
        return new LoraConfig(r, alpha, dropout, bias, TargetModules.parse(targets), rslora, dora);
    }
}
