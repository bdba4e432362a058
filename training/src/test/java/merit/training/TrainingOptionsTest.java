package merit.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainingOptionsTest {
    @Test
    void namesAreThoseOfThePeers() {
        assertThat(TrainingOptions.names())
                .contains(
                        "learning_rate",
                        "per_device_train_batch_size",
                        "num_train_epochs",
                        "max_steps",
                        "gradient_accumulation_steps",
                        "lr_scheduler_type",
                        "warmup_steps",
                        "weight_decay",
                        "adam_beta1",
                        "adam_beta2",
                        "adam_epsilon",
                        "max_grad_norm",
                        "eval_steps",
                        "logging_steps",
                        "save_steps",
                        "save_total_limit",
                        "load_best_model_at_end",
                        "metric_for_best_model",
                        "seed",
                        "center_rewards_coefficient");
    }

    @Test
    void changesOneSettingAndKeepsTheRest() {
        TrainingConfig changed =
                TrainingOptions.with(TrainingConfig.DEFAULT, Map.of("learning-rate", "2e-5", "num_train_epochs", 3));
        assertThat(changed.optimizer().learningRate()).isEqualTo(2e-5);
        assertThat(changed.schedule().numTrainEpochs()).isEqualTo(3);
        assertThat(changed.with("learning_rate", 5e-5).with("num_train_epochs", 1))
                .isEqualTo(TrainingConfig.DEFAULT);
    }

    @Test
    void readsBackWhatItWrites() {
        TrainingConfig config =
                TrainingConfig.DEFAULT.with("lr_scheduler_type", "COSINE").with("save_strategy", "no");
        assertThat(TrainingOptions.with(TrainingConfig.DEFAULT, TrainingOptions.of(config)))
                .isEqualTo(config);
    }

    @Test
    void namesTheNearestOptionForAnUnknownOne() {
        assertThatThrownBy(() -> TrainingConfig.DEFAULT.with("learning_rat", 1))
                .hasMessage("unknown option \"learning_rat\". Did you mean learning_rate?");
    }

    @Test
    void saysWhatAValueShouldBe() {
        assertThatThrownBy(() -> TrainingConfig.DEFAULT.with("learning_rate", "fast"))
                .hasMessage("learning_rate: found \"fast\", need a number");
        assertThatThrownBy(() -> TrainingConfig.DEFAULT.with("max_steps", "1.5"))
                .hasMessage("max_steps: found \"1.5\", need a whole number");
        assertThatThrownBy(() -> TrainingConfig.DEFAULT.with("lr_scheduler_type", "square"))
                .hasMessage("lr_scheduler_type: found \"square\", need one of linear, cosine, constant,"
                        + " constant_with_warmup");
        assertThatThrownBy(() -> TrainingConfig.DEFAULT.with("freeze_backbone", "maybe"))
                .hasMessage("freeze_backbone: found \"maybe\", need true or false");
        assertThatThrownBy(() -> TrainingConfig.DEFAULT.with("unfreeze_layers", 2))
                .hasMessageContaining("set freeze_backbone to true");
    }
}
