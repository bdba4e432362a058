package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import merit.training.LoraOptions;
import merit.training.TrainingConfig;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class TrainingFlagsTest {
    @Test
    void anyOptionOfAnAdapterAsksForOneWithItsOwnRate() {
        for (String flag : new String[] {"--lora-r=8", "--lora-alpha=8", "--use-dora", "--use-rslora", "--use-peft"}) {
            TrainingConfig config = config(flag);
            assertThat(config.adapt().lora().usePeft()).as(flag).isTrue();
            assertThat(config.optimizer().learningRate()).as(flag).isEqualTo(1e-4);
        }
        assertThat(config("--lora-r=8", "--learning-rate=3e-4").optimizer().learningRate())
                .isEqualTo(3e-4);
    }

    @Test
    void withoutOneTheDefaultsAreThoseOfTheWholeModel() {
        assertThat(config()).isEqualTo(TrainingConfig.DEFAULT);
        TrainingConfig refused = config("--use-peft=false", "--lora-r=8");
        assertThat(refused.adapt().lora().usePeft()).isFalse();
        assertThat(refused.optimizer().learningRate()).isEqualTo(5e-5);
        assertThat(config("--use-dora=false")).isEqualTo(TrainingConfig.DEFAULT);
    }

    @Test
    void targetsAreOneWordOrSeveral() {
        assertThat(lora("--lora-target-modules=query,value").loraTargetModules())
                .isEqualTo("query,value");
        assertThat(lora("--lora-target-modules", "query", "value", "--lora-r", "4")
                        .loraTargetModules())
                .isEqualTo("query,value");
        assertThat(lora("--lora-target-modules", "query", "value", "--lora-r", "4")
                        .loraR())
                .isEqualTo(4);
    }

    private static LoraOptions lora(String... words) {
        return config(words).adapt().lora();
    }

    private static TrainingConfig config(String... words) {
        CommandSpec spec = CommandSpec.create();
        TrainingFlags flags = new TrainingFlags();
        flags.addTo(spec);
        new CommandLine(spec).parseArgs(words);
        return flags.config();
    }
}
