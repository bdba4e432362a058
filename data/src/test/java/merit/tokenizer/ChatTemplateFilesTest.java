package merit.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatTemplateFilesTest {
    @TempDir
    Path folder;

    @BeforeEach
    void writeATokenizer() throws IOException {
        Files.write(folder.resolve("tokenizer.json"), BundledTokenizer.bytes());
        settings("{\"cls_token\": \"[CLS]\", \"sep_token\": {\"content\": \"[SEP]\"}}");
    }

    @Test
    void aFolderWithoutAChatTemplateHasNone() throws IOException {
        assertThat(templates()).isEmpty();
        Files.delete(folder.resolve("tokenizer_config.json"));
        assertThat(templates()).isEmpty();
    }

    @Test
    void theSettingsHaveOneTemplateOrSeveralByName() throws IOException {
        settings("{\"chat_template\": \"a\"}");
        assertThat(templates()).isEqualTo(Map.of("default", "a"));
        settings(
                "{\"chat_template\": [{\"name\": \"default\", \"template\": \"a\"}, {\"name\": \"rag\", \"template\": \"b\"}]}");
        assertThat(templates()).isEqualTo(Map.of("default", "a", "rag", "b"));
    }

    @Test
    void aFileOfItsOwnGoesBeforeTheSettingsAndAnOlderOneAfter() throws IOException {
        Files.writeString(folder.resolve("chat_template.json"), "{\"chat_template\": \"older\"}");
        assertThat(templates()).isEqualTo(Map.of("default", "older"));
        settings("{\"chat_template\": \"a\"}");
        assertThat(templates()).isEqualTo(Map.of("default", "a"));
        Files.writeString(folder.resolve("chat_template.jinja"), "file\n");
        assertThat(templates()).isEqualTo(Map.of("default", "file\n"));
        Files.createDirectories(folder.resolve("additional_chat_templates"));
        Files.writeString(folder.resolve("additional_chat_templates/rag.jinja"), "other");
        assertThat(templates()).isEqualTo(Map.of("default", "file\n", "rag", "other"));
    }

    @Test
    void theTokensThatATemplateKnowsAreThoseThatHaveAPart() throws IOException {
        try (Tokenizer tokenizer = Tokenizer.open(folder)) {
            assertThat(tokenizer.specialTokens())
                    .containsEntry("cls_token", "[CLS]")
                    .containsEntry("sep_token", "[SEP]")
                    .doesNotContainKeys("bos_token", "eos_token");
            assertThat(new String(tokenizer.configJson(512, "mine"), UTF_8)).contains("\"chat_template\" : \"mine\"");
        }
    }

    private Map<String, String> templates() throws IOException {
        try (Tokenizer tokenizer = Tokenizer.open(folder)) {
            return tokenizer.chatTemplates();
        }
    }

    private void settings(String json) throws IOException {
        Files.writeString(folder.resolve("tokenizer_config.json"), json);
    }
}
