package merit.cli;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is said of a setting in a sweep, taken apart, and which settings may have several values: those of the head and of how it
 * learns. What the backbone gives of each row is the same for all members, or known after one more pass (pooling, a probe's layers).
 */
final class SweepValues {
    /** Of the loss. A probe has the plain one. */
    static final List<String> OF_LOSS = List.of(
            "loss",
            "center_rewards_coefficient",
            "label_smoothing",
            "margin_scale",
            "hinge_margin",
            "focal_gamma",
            "reward_bound");

    /** Of steps, beside those that a probe refuses. */
    static final List<String> OF_BATCHES = List.of("per_device_train_batch_size", "gradient_accumulation_steps");

    /** Of the backbone, which no member trains. */
    private static final Set<String> OF_BACKBONE =
            Set.of("learning_rate", "layer_wise_lr_decay", "freeze_backbone", "disable_dropout");

    /** What decides which pairs and which rows there are. */
    private static final Set<String> OF_ROWS =
            Set.of("template", "max_length", "truncation", "overlong", "data_weights", "objectives");

    /** Their values have commas of their own: what parts these is a semicolon. */
    private static final Set<String> WITH_COMMAS = Set.of("probe_layers", "probe_means");

    /** These are taken as they are. */
    private static final Set<String> WHOLE = Set.of(
            "template",
            "feature_cache",
            "data_weights",
            "objectives",
            "loss_weights",
            "score_weights",
            TrainingFlags.NAMES);

    private static final Set<String> VARIED = varied();

    private SweepValues() {}

    private static Set<String> varied() {
        Set<String> names = new HashSet<>(ProbeFlags.OF_STEPS);
        names.removeAll(OF_BACKBONE);
        names.addAll(ProbeFlags.OF_PROBES);
        names.addAll(OF_LOSS);
        names.addAll(OF_BATCHES);
        names.addAll(List.of("method", "seed"));
        return names;
    }

    /**
     * The values in a text.
     *
     * @throws IllegalArgumentException where there are several of a setting that has one for all members
     */
    static List<String> of(String name, String text) {
        if (WHOLE.contains(name)) {
            return List.of(text);
        }
        List<String> values = Arrays.stream(text.split(WITH_COMMAS.contains(name) ? ";" : ",", -1))
                .map(String::strip)
                .toList();
        if (values.contains("")) {
            throw new IllegalArgumentException(name + ": found \"" + text + "\", need values with "
                    + (WITH_COMMAS.contains(name) ? "semicolons" : "commas") + " between them");
        }
        requireOne(name, values);
        return values;
    }

    /** Refuses several values of a setting that has one. */
    static void requireOne(String name, List<String> values) {
        if (values.size() > 1 && !VARIED.contains(name)) {
            throw new IllegalArgumentException(
                    name + ": found " + String.join(", ", values) + ", need one value in a sweep: " + reason(name));
        }
    }

    private static String reason(String name) {
        if (name.equals("learning_rate")) {
            return "it is the backbone's, which stays as it is; the head's is head_learning_rate";
        }
        if (OF_ROWS.contains(name)) {
            return "it changes the pairs, or what the backbone gives of them; run a sweep for each";
        }
        return OF_BACKBONE.contains(name)
                ? "it is of the backbone, which stays as it is"
                : "it is the same for all members";
    }
}
