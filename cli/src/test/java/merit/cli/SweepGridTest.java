package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import merit.training.TrainingConfig;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class SweepGridTest {
    @Test
    void everyCombinationIsAConfigurationAndEverySeedAMember() {
        SweepGrid grid =
                grid("--head-learning-rate=1e-3,1e-2", "--weight-decay=0,0.01,0.1", "--seed=1,2", "--epochs=2");
        assertThat(grid.entries()).hasSize(6);
        assertThat(grid.members()).isEqualTo(12);
        assertThat(grid.entries().get(1).name()).isEqualTo("head_learning_rate 1e-3 · weight_decay 0.01");
        TrainingConfig last = grid.configs().get(11);
        assertThat(last.optimizer().headLearningRate()).isEqualTo(0.01);
        assertThat(last.optimizer().weightDecay()).isEqualTo(0.1);
        assertThat(last.seed()).isEqualTo(2);
        assertThat(last.schedule().numTrainEpochs()).isEqualTo(2);
        assertThat(last.adapt().freezeBackbone()).isTrue();
    }

    @Test
    void anOptionMayAlsoBeGivenAgainAndAValueTwiceIsOne() {
        assertThat(grid("--head-learning-rate", "1e-3", "--head-learning-rate=1e-2,1e-3")
                        .entries())
                .extracting(SweepGrid.Entry::name)
                .containsExactly("head_learning_rate 1e-3", "head_learning_rate 1e-2");
        assertThat(grid("--head-learning-rate=1e-3,0.001").entries()).hasSize(1);
        assertThat(grid().entries().get(0).name()).isEqualTo("as it is");
    }

    @Test
    void whatMeansNothingBesideAnotherSettingMakesNoSecondConfiguration() {
        SweepGrid grid = grid("--method=steps,probe", "--head-learning-rate=1e-3,1e-2", "--seed=1,2,3");
        assertThat(grid.entries())
                .extracting(SweepGrid.Entry::name)
                .containsExactly(
                        "method steps · head_learning_rate 1e-3",
                        "method steps · head_learning_rate 1e-2",
                        "method probe");
        assertThat(grid.members()).isEqualTo(7); // a probe is the same from every seed
        assertThat(grid.configs().get(6).adapt().freezeBackbone()).isFalse(); // as merit train --method probe has it
        assertThat(grid("--loss=hinge,bradley-terry", "--hinge-margin=0.5,2").entries())
                .extracting(SweepGrid.Entry::name)
                .containsExactly("loss hinge · hinge_margin 0.5", "loss hinge · hinge_margin 2", "loss bradley-terry");
    }

    @Test
    void layersOfAProbeArePartedBySemicolons() {
        assertThat(grid("--method=probe", "--probe-layers=0,2;half", "--probe-penalty=0,1")
                        .entries())
                .extracting(SweepGrid.Entry::name)
                .containsExactly(
                        "probe_layers 0,2 · probe_penalty 0",
                        "probe_layers 0,2 · probe_penalty 1",
                        "probe_layers half · probe_penalty 0",
                        "probe_layers half · probe_penalty 1");
    }

    @Test
    void trialsAreTheSameForOneSeedAndAmongThoseOfMore() {
        SweepGrid grid = grid("--head-learning-rate=1e-4,1e-3,1e-2", "--weight-decay=0,0.01,0.1");
        List<SweepGrid.Entry> four = grid.drawn(4, 42).entries();
        assertThat(four).hasSize(4).isEqualTo(grid.drawn(4, 42).entries());
        assertThat(grid.drawn(6, 42).entries()).containsAll(four);
        assertThat(grid.drawn(100, 42)).isEqualTo(grid);
        assertThat(grid.drawn(4, 1).entries()).isNotEqualTo(four);
    }

    @Test
    void settingsThatChangeWhatTheBackboneGivesHaveOneValue() {
        refused("max_length: found 128, 256, need one value in a sweep: it changes the pairs", "--max-length=128,256");
        refused("the head's is head_learning_rate", "--learning-rate=1e-4,1e-3");
        refused("logging_steps: found 1, 2, need one value in a sweep: it is the same for all", "--logging-steps=1,2");
        refused("template: found chat, plain, need one value", "--template=chat", "--template=plain");
        refused("head_learning_rate: found \"fast\", need a number", "--head-learning-rate=1e-3,fast");
        refused("weight_decay: found \"0,\", need values with commas", "--weight-decay=0,");
        assertThat(grid("--max-length=128", "--learning-rate=1e-3").entries()).hasSize(1);
    }

    @Test
    void whatTrainsTheBackboneIsRefused() {
        refused("--freeze-backbone: found false, need it left out", "--freeze-backbone=false");
        refused("--unfreeze-layers: found 2, need it left out", "--unfreeze-layers=2");
        refused("--lora-r: found 8, need it left out", "--lora-r=8");
        refused("--feature-cache: found off, need it left out", "--feature-cache=off");
        refused("--objectives: found a,b, need it left out", "--objectives=a,b");
    }

    @Test
    void whatNothingReadsIsRefused() {
        refused("--probe-penalty: nothing in this sweep reads it", "--probe-penalty=0,1");
        refused("--hinge-margin: nothing in this sweep reads it", "--hinge-margin=2");
        refused("--head-learning-rate: nothing in this sweep reads it", "--method=probe", "--head-learning-rate=1e-3");
    }

    @Test
    void aGridWithoutEndIsRefused() {
        String[] many = new String[5];
        List<String> names = List.of("weight-decay", "momentum", "adam-beta1", "label-smoothing", "adam-beta2");
        for (int i = 0; i < many.length; i++) {
            many[i] = "--" + names.get(i) + "=0,0.01,0.02,0.03,0.04,0.05,0.06,0.07";
        }
        refused("a grid of more than 20,000 configurations", many);
    }

    private static void refused(String why, String... words) {
        assertThatThrownBy(() -> grid(words)).hasMessageContaining(why);
    }

    private static SweepGrid grid(String... words) {
        CommandSpec spec = CommandSpec.create();
        TrainingFlags flags = TrainingFlags.ofGrid();
        flags.addTo(spec);
        new CommandLine(spec).setOverwrittenOptionsAllowed(true).parseArgs(words);
        return SweepGrid.of(flags.values());
    }
}
