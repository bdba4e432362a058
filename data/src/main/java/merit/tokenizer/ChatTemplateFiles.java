package merit.tokenizer;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Chat templates that have files of their own: {@code chat_template.jinja} with {@code additional_chat_templates}, which go before
 * what {@code tokenizer_config.json} says, and {@code chat_template.json}, which comes after.
 */
final class ChatTemplateFiles {
    /** In {@code tokenizer_config.json}: a text, or a list of texts with names. */
    static final String KEY = "chat_template";

    private static final String JINJA = ".jinja";
    private static final ObjectMapper JSON = new ObjectMapper();

    private ChatTemplateFiles() {}

    /** A {@code tokenizer_config.json} with the chat templates of a folder. */
    static byte @Nullable [] into(byte @Nullable [] config, Path folder) throws IOException {
        Map<String, String> named = files(folder);
        ObjectNode root =
                config == null ? JSON.createObjectNode() : TokenizerFile.readObject(config, "tokenizer_config.json");
        Path older = folder.resolve("chat_template.json");
        if (named.size() == 1 && named.containsKey(Tokenizer.DEFAULT_CHAT_TEMPLATE)) {
            named.values().forEach(template -> root.put(KEY, template));
        } else if (!named.isEmpty()) {
            ArrayNode list = root.putArray(KEY);
            named.forEach((name, template) -> list.addObject().put("name", name).put("template", template));
        } else if (root.path(KEY).isMissingNode() && Files.isRegularFile(older)) {
            JsonNode template = TokenizerFile.readObject(Files.readAllBytes(older), older.toString())
                    .path(KEY);
            root.put(KEY, template.asString(""));
        } else {
            return config;
        }
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
    }

    private static Map<String, String> files(Path folder) throws IOException {
        Map<String, String> named = new TreeMap<>();
        Path usual = folder.resolve(KEY + JINJA);
        if (Files.isRegularFile(usual)) {
            named.put(Tokenizer.DEFAULT_CHAT_TEMPLATE, Files.readString(usual));
        }
        Path others = folder.resolve("additional_chat_templates");
        if (Files.isDirectory(others)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(others, "*" + JINJA)) {
                for (Path file : files) {
                    String name = String.valueOf(file.getFileName());
                    named.put(name.substring(0, name.length() - JINJA.length()), Files.readString(file));
                }
            }
        }
        return named;
    }

    /** A {@code tokenizer_config.json} with this chat template alone. */
    static byte[] with(byte[] config, String template) {
        ObjectNode root = TokenizerFile.readObject(config, "tokenizer_config.json");
        root.put(KEY, template);
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
    }
}
