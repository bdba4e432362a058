package merit.encoding;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import merit.dialogue.Conversation;
import merit.dialogue.Message;
import merit.dialogue.Role;
import merit.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/** What {@code witness/chat_golden.py} wrote: conversations, and their ids by templates and tokenizers. */
record ChatGolden(Map<String, List<Turn>> conversations, Map<String, Kind> tokenizers) {
    private static final ObjectMapper JSON = new ObjectMapper();

    record Turn(String role, String content) {}

    record Kind(Map<String, String> specialTokens, Map<String, Chats> templates) {}

    record Chats(String template, Map<String, Row> rows) {}

    /**
     * @param ids null where it was refused
     */
    record Row(
            @Nullable List<Integer> ids,
            @Nullable String text,
            @Nullable String refused) {}

    static ChatGolden read() {
        return JSON.readValue(resource("golden-chat.json"), ChatGolden.class);
    }

    Chats template(String tokenizer, String name) {
        return Objects.requireNonNull(kind(tokenizer).templates().get(name), name);
    }

    private Kind kind(String tokenizer) {
        return Objects.requireNonNull(tokenizers.get(tokenizer), tokenizer);
    }

    Conversation conversation(String name) {
        return new Conversation(Objects.requireNonNull(conversations.get(name), name).stream()
                .map(turn -> new Message(Role.of(turn.role()), turn.content()))
                .toList());
    }

    /** The caller closes it. */
    Tokenizer tokenizer(String name, @Nullable String chatTemplate) {
        ObjectNode settings = JSON.createObjectNode();
        kind(name).specialTokens().forEach(settings::put);
        if (chatTemplate != null) {
            settings.put("chat_template", chatTemplate);
        }
        return Tokenizer.of(resource(name + ".json"), JSON.writeValueAsBytes(settings));
    }

    private static byte[] resource(String name) {
        try (InputStream in = ChatGolden.class.getResourceAsStream("chat/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
