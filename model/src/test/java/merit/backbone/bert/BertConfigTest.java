package merit.backbone.bert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import merit.backbone.encoder.EncoderConfig;
import merit.layer.Activation;
import merit.layer.ConfigFile;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class BertConfigTest {
    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void whatIsNotSaidIsAsInBertBase() {
        assertThat(read("{}"))
                .isEqualTo(new EncoderConfig(30522, 768, 768, 12, 12, 3072, Activation.GELU, 512, 2, 1e-12, 0));
    }

    @Test
    void relativePositionsAreRefusedByName() {
        refused(
                "{\"position_embedding_type\": \"relative_key\"}",
                "c: position_embedding_type is \"relative_key\", need absolute: nothing else is supported for model_type ?");
    }

    @Test
    void decodersAreRefusedByName() {
        refused(
                "{\"is_decoder\": true}",
                "c: is_decoder is true, need false: nothing else is supported for model_type ?");
        refused(
                "{\"add_cross_attention\": true}",
                "c: add_cross_attention is true, need false: nothing else is supported for model_type ?");
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

    private static EncoderConfig read(String json) {
        return BertFamily.encoder(new ConfigFile("c", JSON.readTree(json))).config();
    }

    private static void refused(String json, String message) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
