package merit.training;

import static merit.training.Limits.require;

import java.util.List;
import java.util.Map;
import merit.loss.LossConfig;
import merit.loss.LossType;
import merit.preference.CandidateSet;
import merit.rewardmodel.ObjectiveLoss;
import merit.tensor.Precision;
import merit.tensor.Processor;

/**
 * Everything that decides a training run but the data and the model it starts from. {@link TrainingOptions} is the same as one
 * flat list of options, by the names that TRL and transformers use.
 *
 * @param input texts to tokens
 * @param adapt what is trained
 * @param optimizer rates and decay
 * @param schedule how long, and the rates over time
 * @param batch pairs in a step, tokens at once
 * @param loss what is minimised
 * @param objectives which outputs the head has
 * @param probe whether and how a probe takes the place of steps
 * @param watch evaluation, logging, saving, stopping
 * @param precision in which the backbone's linear maps multiply while it trains
 * @param seed of shuffling and of new weights
 */
public record TrainingConfig(
        InputConfig input,
        AdaptConfig adapt,
        OptimizerConfig optimizer,
        ScheduleConfig schedule,
        BatchConfig batch,
        LossConfig loss,
        ObjectivesConfig objectives,
        ProbeConfig probe,
        WatchConfig watch,
        Precision precision,
        long seed) {
    public static final TrainingConfig DEFAULT = new TrainingConfig(
            InputConfig.DEFAULT,
            AdaptConfig.DEFAULT,
            OptimizerConfig.DEFAULT,
            ScheduleConfig.DEFAULT,
            BatchConfig.DEFAULT,
            LossConfig.DEFAULT,
            ObjectivesConfig.DEFAULT,
            ProbeConfig.DEFAULT,
            WatchConfig.DEFAULT,
            Precision.FP32,
            42);

    public TrainingConfig {
        probe.check(adapt, loss, objectives);
        require(
                !probe.isProbe() || batch.dataWeights().isEmpty(),
                BatchConfig.DATA_WEIGHTS,
                batch.dataWeights(),
                "none beside method probe, which takes every pair once");
        LossType type = loss.loss();
        boolean graded = objectives.objectiveLoss() == ObjectiveLoss.REGRESSION;
        require(
                !graded || loss.equals(LossConfig.DEFAULT),
                "loss",
                loss.told(),
                "none beside objective_loss regression, which learns grades by squared error");
        require(
                objectives.isOneReward() || !type.learnsTies(),
                "loss",
                type.label(),
                "a loss without ties beside objectives, whose sum they say nothing of: leave one of the two out");
    }

    /** The defaults of a run that trains an adapter: what is new learns at TRL's rate, which is higher. */
    public static final TrainingConfig LORA =
            TrainingOptions.with(DEFAULT, Map.of("use_peft", true, "learning_rate", 1e-4));

    /**
     * This configuration with the objectives that the data have, where it asks for {@code all}.
     *
     * @throws IllegalArgumentException where it names one of which the data say nothing
     */
    public TrainingConfig of(List<CandidateSet> data) {
        return with("objectives", objectives.of(data).objectives());
    }

    /**
     * This configuration with the precision that it comes to on a processor.
     *
     * @throws IllegalArgumentException where it asks for fp16 on a CPU
     */
    public TrainingConfig on(Processor processor) {
        return with("precision", precision.on(processor));
    }

    /** This configuration with one setting changed, by its option name: {@code with("num_train_epochs", 3)}. */
    public TrainingConfig with(String option, Object value) {
        return TrainingOptions.with(this, Map.of(option, value));
    }
}
