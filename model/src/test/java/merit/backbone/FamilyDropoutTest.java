package merit.backbone;

import static org.assertj.core.api.Assertions.assertThat;

import merit.layer.ConfigFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/** Keys and values as in transformers' configuration classes. */
class FamilyDropoutTest {
    @ParameterizedTest
    @CsvSource({
        "bert, hidden_dropout_prob, 0.1",
        "roberta, hidden_dropout_prob, 0.1",
        "xlm-roberta, hidden_dropout_prob, 0.1",
        "electra, hidden_dropout_prob, 0.1",
        "deberta-v2, hidden_dropout_prob, 0.1",
        "distilbert, dropout, 0.1",
        "modernbert, mlp_dropout, 0",
        "gpt2, resid_pdrop, 0.1",
        "gptj, resid_pdrop, 0",
        "gpt_neo, resid_dropout, 0",
        "t5, dropout_rate, 0.1"
    })
    void everyFamilyHasAKeyOfItsOwnAndTransformersDefault(String family, String key, double otherwise) {
        ObjectNode json = new ObjectMapper().createObjectNode().put("model_type", family);
        assertThat(dropout(json)).isEqualTo(otherwise);
        json.put("dropout", 0.9)
                .put("hidden_dropout_prob", 0.9)
                .put("attention_dropout", 0.9)
                .put(key, 0.25);
        assertThat(dropout(json)).isEqualTo(0.25);
    }

    @ParameterizedTest
    @CsvSource({"llama", "mistral", "qwen2", "qwen3", "gemma"})
    void aLlamaDropsNoHiddenValues(String family) {
        ObjectNode json = new ObjectMapper().createObjectNode().put("model_type", family);
        assertThat(dropout(json.put("attention_dropout", 0.1))).isZero();
    }

    private static double dropout(ObjectNode json) {
        return PretrainedBackbone.configuredDropout(new ConfigFile("config.json", json));
    }
}
