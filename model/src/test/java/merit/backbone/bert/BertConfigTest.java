package merit.backbone.bert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import merit.layer.Activation;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class BertConfigTest {
    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void whatIsNotSaidIsAsInBertBase() {
        assertThat(read("{}")).isEqualTo(new BertConfig(30522, 768, 12, 12, 3072, Activation.GELU, 512, 2, 1e-12, 0));
    }

    @Test
    void relativePositionsAreRefusedByName() {
        refused(
                "{\"position_embedding_type\": \"relative_key\"}",
                "c: position_embedding_type is \"relative_key\", need absolute: no other BERT is supported");
    }

    @Test
    void decodersAreRefusedByName() {
        refused("{\"is_decoder\": true}", "c: is_decoder is true, need false: no other BERT is supported");
        refused(
                "{\"add_cross_attention\": true}",
                "c: add_cross_attention is true, need false: no other BERT is supported");
    }

    @Test
    void anUnknownActivationIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> read("{\"hidden_act\": \"snake\"}"))
                .hasMessageStartingWith("c: hidden_act is \"snake\", need one of gelu, gelu_python, ");
    }

    @Test
    void headsMustShareTheHiddenSize() {
        refused(
                "{\"hidden_size\": 100, \"num_attention_heads\": 12}",
                "c: hidden_size 100 is not a multiple of num_attention_heads 12: need heads of one size");
    }

    @Test
    void aSizeThatIsNoNumberIsRefused() {
        refused("{\"hidden_size\": \"wide\"}", "c: hidden_size: found \"wide\", need a whole number");
        refused("{\"num_hidden_layers\": 0}", "c: num_hidden_layers: found 0, need 1 or more");
    }

    private static BertConfig read(String json) {
        return BertConfig.read("c", JSON.readTree(json));
    }

    private static void refused(String json, String message) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
