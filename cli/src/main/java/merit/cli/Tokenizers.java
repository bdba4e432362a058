package merit.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import merit.tokenizer.Tokenizer;

/** The tokenizer of a model by the names that {@code --model} takes, without loading the model. */
final class Tokenizers {
    private static final String BUNDLED = "all-MiniLM-L6-v2";
    private static final String BUNDLED_FILE = "/all-minilm-l6-v2-tokenizer.json";

    private Tokenizers() {}

    /** The caller closes it. */
    static Tokenizer of(String model) throws IOException {
        if (model.equals(BUNDLED)) {
            try (InputStream json = Tokenizers.class.getResourceAsStream(BUNDLED_FILE)) {
                if (json != null) {
                    return Tokenizer.of(json.readAllBytes());
                }
            }
        }
        if (!Files.exists(Path.of(model))) {
            throw new IllegalArgumentException("no model " + model + ": need " + BUNDLED + " or a model's folder");
        }
        return Tokenizer.open(Path.of(model));
    }
}
