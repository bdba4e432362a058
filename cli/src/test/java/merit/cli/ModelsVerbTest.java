package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import merit.backbone.Families;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ModelsVerbTest {
    @Test
    void everyFamilyHasARow() {
        Session session = Session.run("models");
        assertThat(session.code()).isZero();
        assertThat(session.out().lines()).hasSize(Families.all().size() + 1);
        assertThat(session.out().replaceAll(" +", " "))
                .contains("family classes classifier lora prefix longest row\n")
                .contains("bert Bert... first token, dense, tanh query, value no max_position_embeddings\n")
                .contains("gpt2 GPT2... last token c_attn possible n_positions\n")
                .contains("modernbert ModernBert... first token, dense, gelu, norm all-linear no");
    }

    @Test
    void theTableIsJsonToo() {
        JsonNode rows = Json.MAPPER.readTree(Session.run("models", "--json").out());
        assertThat(rows).hasSize(Families.all().size());
        assertThat(rows.get(0).path("family").asString()).isEqualTo("bert");
        assertThat(rows.get(0).path("longest_row").asString()).isEqualTo("max_position_embeddings");
    }
}
