package merit.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.Set;
import merit.layer.Backbone;
import merit.tensor.Engine;
import org.junit.jupiter.api.Test;

class TargetModulesTest {
    @Test
    void theDefaultTargetsAreThoseOfPeft() {
        assertThat(targets("bert-x", TargetModules.Usual.FAMILY))
                .containsExactlyInAnyOrder(
                        "encoder.layer.0.attention.self.query",
                        "encoder.layer.0.attention.self.value",
                        "encoder.layer.1.attention.self.query",
                        "encoder.layer.1.attention.self.value");
        assertThat(targets("gpt2-x", TargetModules.Usual.FAMILY))
                .containsExactlyInAnyOrder("h.0.attn.c_attn", "h.1.attn.c_attn");
    }

    @Test
    void targetsAreNamesEndsOfNamesOrAPatternOfTheWholeName() {
        assertThat(targets("bert-x", TargetModules.parse("layer.1.output.dense, key")))
                .hasSize(3);
        assertThat(targets("bert-x", TargetModules.parse("bert.encoder.layer.0.output.dense")))
                .hasSize(1);
        assertThat(targets("bert-x", TargetModules.parse("bert\\..*(query|key)")))
                .hasSize(4);
        assertThat(targets("bert-x", TargetModules.parse("all-linear"))).hasSize(12);
    }

    @Test
    void aTargetThatFitsNoLinearMapIsRefusedWithThoseThatThereAre() {
        assertThatThrownBy(() -> targets("bert-x", TargetModules.parse("query,q_proj")))
                .hasMessage("lora_target_modules: found \"q_proj\", which fits no linear map of bert, need the end of a"
                        + " name, of which there are attention.self.query, attention.self.key, attention.self.value,"
                        + " attention.output.dense, intermediate.dense, output.dense; or all-linear");
        assertThatThrownBy(() -> TargetModules.parse("(query"))
                .hasMessageContaining("found the pattern \"(query\", which is no regular expression");
    }

    private static Set<String> targets(String base, TargetModules targets) {
        LoraConfig config = new LoraConfig(1, 1, 0, LoraConfig.Bias.NONE, targets, false, false);
        return Engine.call(() -> {
            try (Backbone backbone = GoldenAdapter.backbone(base);
                    LoraAdapter adapter = LoraAdapter.create(backbone, config, new Random(1))) {
                return adapter.targets();
            }
        });
    }
}
