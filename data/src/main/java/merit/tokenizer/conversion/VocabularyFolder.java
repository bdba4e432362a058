package merit.tokenizer.conversion;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A folder that a tokenizer's files stand in. */
record VocabularyFolder(Path path) {
    private static final JsonMapper JSON = new JsonMapper();

    boolean has(String file) {
        return Files.isRegularFile(path.resolve(file));
    }

    byte[] bytes(String file) {
        try {
            return Files.readAllBytes(path.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(path.resolve(file) + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }

    String text(String file) {
        try {
            return Files.readString(path.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(path.resolve(file) + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }

    /** A JSON object; an empty one where there is no such file. */
    ObjectNode object(String file) {
        if (!has(file)) {
            return JsonNodeFactory.instance.objectNode();
        }
        try {
            if (JSON.readTree(bytes(file)) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            throw wrong(file, "it is not JSON (" + e.getOriginalMessage() + ")");
        }
        throw wrong(file, "it is not a JSON object");
    }

    IllegalArgumentException wrong(String file, String what) {
        return new IllegalArgumentException(
                path.resolve(file) + ": not a tokenizer's file: " + what + "; download or save the tokenizer again");
    }
}
