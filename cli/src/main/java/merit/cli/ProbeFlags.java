package merit.cli;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import merit.training.TrainingConfig;
import merit.training.TrainingMethod;
import merit.training.TrainingOptions;

/** Refuses settings that mean nothing to the method that is asked for, before anything is read. */
final class ProbeFlags {
    /** Of how steps learn, and of heads that read one layer; but for those of a preset, which says what a machine can hold. */
    static final List<String> OF_STEPS = List.of(
            "pooling",
            "head_kind",
            "head_start",
            "freeze_backbone",
            "disable_dropout",
            "optim",
            "learning_rate",
            "head_learning_rate",
            "layer_wise_lr_decay",
            "num_train_epochs",
            "max_steps",
            "lr_scheduler_type",
            "warmup_steps",
            "weight_decay",
            "adam_beta1",
            "adam_beta2",
            "adam_epsilon",
            "momentum",
            "max_grad_norm",
            "data_weights");

    /** Of what is watched and saved between steps. */
    private static final List<String> BETWEEN_STEPS = List.of(
            "eval_strategy",
            "eval_steps",
            "eval_on_start",
            "logging_steps",
            "save_strategy",
            "save_steps",
            "save_total_limit",
            "load_best_model_at_end",
            "metric_for_best_model",
            "early_stopping_patience");

    static final List<String> OF_PROBES = List.of("probe_layers", "probe_means", "probe_penalty", "probe_products");

    private ProbeFlags() {}

    /**
     * Looks at what is given and not the default, which may stand anywhere.
     *
     * @throws UsageException naming the settings
     */
    static void check(TrainingConfig config, TrainingFlags flags) {
        boolean probe = config.probe().method() == TrainingMethod.PROBE;
        Map<String, Object> standard = TrainingOptions.of(TrainingConfig.DEFAULT);
        Map<String, Object> asked = TrainingOptions.of(config);
        Stream<String> others = probe ? Stream.concat(OF_STEPS.stream(), BETWEEN_STEPS.stream()) : OF_PROBES.stream();
        Stream<String> found =
                others.filter(flags::isGiven).filter(name -> !Objects.equals(asked.get(name), standard.get(name)));
        String names = String.join(
                ", ", found.map(name -> "--" + name.replace('_', '-')).toList());
        if (!names.isEmpty()) {
            throw new UsageException("--method: found " + (probe ? "probe" : "steps") + " with " + names + ", which "
                    + (probe
                            ? "are of training by steps; leave them out"
                            : "are of a probe; say --method probe, or leave them out"));
        }
    }
}
