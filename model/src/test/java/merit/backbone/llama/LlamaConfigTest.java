package merit.backbone.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import merit.layer.Activation;
import merit.layer.Attention;
import merit.layer.AttentionMask;
import merit.layer.ConfigFile;
import merit.layer.RotaryScaling;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class LlamaConfigTest {
    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void whatIsNotSaidIsAsInTransformers() {
        LlamaConfig llama = read(LlamaFamily.LLAMA, "{}");
        assertThat(llama.widths()).isEqualTo(new LlamaConfig.Widths(32000, 4096, 11008));
        assertThat(llama.heads()).isEqualTo(Attention.Heads.of(32, 32, 128));
        assertThat(llama.maxTokens()).isEqualTo(2048);
        assertThat(llama.activation()).isEqualTo(Activation.SILU);
        assertThat(read(LlamaFamily.QWEN3, "{}").heads()).isEqualTo(Attention.Heads.of(32, 32, 128));
        assertThat(read(LlamaFamily.MISTRAL, "{}").heads().keyValues()).isEqualTo(8);
        assertThat(read(LlamaFamily.MISTRAL, "{}").windows()).containsOnly(4096);
        assertThat(read(LlamaFamily.GEMMA, "{}").layers()).isEqualTo(28);
    }

    @Test
    void aNullIsMoreThanAnAbsentKey() {
        assertThat(read(LlamaFamily.MISTRAL, "{'sliding_window': null}").windows())
                .containsOnly(AttentionMask.WHOLE_ROW);
        assertThat(read(LlamaFamily.MISTRAL, "{'num_key_value_heads': null}")
                        .heads()
                        .keyValues())
                .isEqualTo(32);
    }

    @Test
    void qwensWindowsBeginAboveTheLayersThatSeeEverything() {
        String config =
                "{'num_hidden_layers': 3, 'sliding_window': 9, 'max_window_layers': 2, 'use_sliding_window': %s}";
        assertThat(read(LlamaFamily.QWEN2, config.formatted("true")).windows())
                .isEqualTo(List.of(AttentionMask.WHOLE_ROW, AttentionMask.WHOLE_ROW, 9));
        assertThat(read(LlamaFamily.QWEN2, config.formatted("false")).windows()).containsOnly(AttentionMask.WHOLE_ROW);
    }

    @Test
    void bothWaysToNameAScalingAreRead() {
        RotaryScaling linear = new RotaryScaling.Linear(4);
        for (String json : List.of(
                "{'rope_theta': 5e5, 'rope_scaling': {'type': 'linear', 'factor': 4}}",
                "{'rope_theta': 5e5, 'rope_scaling': {'rope_type': 'linear', 'factor': 4.0}}",
                "{'rope_parameters': {'rope_theta': 5e5, 'rope_type': 'linear', 'factor': 4}}")) {
            LlamaConfig config = read(LlamaFamily.LLAMA, json);
            assertThat(config.rotary().scaling()).isEqualTo(linear);
            assertThat(config.rotary().base()).isEqualTo(5e5);
            assertThat(config.maxTokens()).isEqualTo(4 * 2048);
        }
    }

    @Test
    void yarnsAttentionFactorIsThePapersWhereNoneIsGiven() {
        LlamaConfig config = read(
                LlamaFamily.QWEN2,
                "{'rope_scaling': {'type': 'yarn', 'factor': 4, 'original_max_position_embeddings': 32768}}");
        assertThat(config.rotary().scaling().attentionFactor()).isCloseTo(0.1 * Math.log(4) + 1, within(1e-12));
        assertThat(config.maxTokens()).isEqualTo(131072);
    }

    @Test
    void aScalingThatIsNotSupportedIsRefusedByName() {
        refused(
                "{'rope_scaling': {'type': 'longrope', 'factor': 4}}",
                "c: rope_scaling: rope_type is \"longrope\", need one of");
        refused(
                "{'rope_parameters': {'rope_type': 'default', 'mrope_section': [1]}}",
                "c: rope_parameters: found mrope_section");
        refused("{'rope_scaling': {'type': 'linear'}}", "c: rope_scaling: found no factor, need it for rope_type");
        refused("{'partial_rotary_factor': 0.5}", "c: partial_rotary_factor is not 1");
    }

    @Test
    void whatWouldMakeItAnotherNetworkIsRefusedByName() {
        refused("{'is_causal': false}", "c: is_causal is false, need true");
        refused("{'quantization_config': {'bits': 4}}", "c: quantization_config is there, need weights that are not");
        refused("{'hidden_act': 'snake'}", "c: hidden_act is \"snake\", need one of");
        refused("{'num_key_value_heads': 5}", "c: num_attention_heads 32 is not a multiple of num_key_value_heads 5");
        refused("{'head_dim': 7}", "c: head_dim: found 7, need an even number");
    }

    @Test
    void layerTypesThatContradictTheRestAreRefused() {
        assertThatThrownBy(
                        () -> read(LlamaFamily.QWEN2, "{'num_hidden_layers': 1, 'layer_types': ['sliding_attention']}"))
                .hasMessageStartingWith("c: layer_types has \"sliding_attention\", need \"full_attention\", or");
        assertThatThrownBy(() -> read(LlamaFamily.QWEN3, "{'num_hidden_layers': 2, 'layer_types': ['full_attention']}"))
                .hasMessage("c: layer_types has 1 layers, need num_hidden_layers 2");
    }

    private static LlamaConfig read(LlamaFamily family, String json) {
        return LlamaConfig.read(family, new ConfigFile("c", JSON.readTree(json.replace('\'', '"'))));
    }

    private static void refused(String json, String start) {
        assertThatThrownBy(() -> read(LlamaFamily.LLAMA, json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(start);
    }
}
