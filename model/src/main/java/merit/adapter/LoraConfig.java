package merit.adapter;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import merit.layer.Backbone;

/**
 * An adapter by LoRA (Hu et al., LoRA: Low-Rank Adaptation of Large Language Models, 2021). Names and meaning are PEFT's; the
 * defaults are TRL's.
 *
 * @param r the rank: how many numbers stand between the two small matrices
 * @param alpha strength: what the adapter adds is multiplied by alpha / r
 * @param dropout of the adapter's input while training
 * @param bias which of the base's biases are trained too
 * @param targets the linear maps that are adapted
 * @param useRslora multiply by alpha / sqrt(r) instead (Kalajdzievski, A Rank Stabilization Scaling Factor for Fine-Tuning with
 *     LoRA, 2023), under which a high rank learns as fast as a low one
 * @param useDora train the length of each row of the weights apart from its direction (Liu et al., DoRA: Weight-Decomposed
 *     Low-Rank Adaptation, 2024)
 */
public record LoraConfig(
        int r, double alpha, double dropout, Bias bias, TargetModules targets, boolean useRslora, boolean useDora) {
    /** Which biases of the base are trained. */
    public enum Bias {
        NONE,
        /** All of the backbone's. */
        ALL,
        /** Those of the linear maps that are adapted. */
        LORA_ONLY;

        /** Its name in {@code adapter_config.json}. */
        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public LoraConfig {
        if (r < 1) {
            throw new IllegalArgumentException("lora_r: found " + r + ", need 1 or more");
        }
        if (!(alpha > 0 && Double.isFinite(alpha))) {
            throw new IllegalArgumentException("lora_alpha: found " + alpha + ", need a number above 0");
        }
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("lora_dropout: found " + dropout + ", need 0 or more and less than 1");
        }
    }

    /** What is added is multiplied by this. */
    public double scaling() {
        return alpha / (useRslora ? Math.sqrt(r) : r);
    }

    /** The biases of the base that an adapter of these targets holds, in the backbone's order. */
    Set<String> biases(Backbone backbone, Set<String> targets) {
        Set<String> found = new LinkedHashSet<>();
        for (String name : backbone.parameters().keySet()) {
            boolean adapted = targets.contains(PeftNames.owner(name));
            if (name.endsWith(".bias") && (bias == Bias.ALL || (bias == Bias.LORA_ONLY && adapted))) {
                found.add(name);
            }
        }
        return found;
    }

    /** The same with the family's own targets spelled out. */
    LoraConfig resolved(Backbone backbone) {
        return with(targets.resolved(backbone), dropout);
    }

    LoraConfig with(TargetModules otherTargets, double otherDropout) {
        return new LoraConfig(r, alpha, otherDropout, bias, otherTargets, useRslora, useDora);
    }

    /** The same, whose targets have other full names than a pattern was written for. */
    LoraConfig with(List<String> adapted) {
        return targets instanceof TargetModules.Matching ? with(new TargetModules.Names(adapted), dropout) : this;
    }
}
