package merit.backbone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import merit.tokenizer.TokenizerFolder;

/** A Hugging Face folder: which of its files are read. */
record ModelFolder(Path path) {
    static final String CONFIG = "config.json";

    /** The files that weights are in, the first that is there. */
    private static final List<String> WEIGHTS = List.of(
            "model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json");

    /** What stands beside the weights. */
    ModelFiles files() {
        try {
            String config = Files.readString(found(CONFIG));
            TokenizerFolder tokenizer = TokenizerFolder.read(path);
            byte[] settings = tokenizer.config();
            return new ModelFiles(
                    path.toString(),
                    config,
                    new String(tokenizer.json(), StandardCharsets.UTF_8),
                    settings == null ? "{}" : new String(settings, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("model folder " + path + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }

    private Path found(String file) {
        if (!Files.isRegularFile(path.resolve(file))) {
            throw missing(file);
        }
        return path.resolve(file);
    }

    /** The file that the weights are in; an index, where they are in several. */
    Path weights() {
        return WEIGHTS.stream()
                .map(path::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> missing(WEIGHTS.get(0)));
    }

    private IllegalArgumentException missing(String file) {
        return new IllegalArgumentException("model folder " + path + ": found no " + file + ", need " + CONFIG + ", "
                + WEIGHTS.get(0) + " (or pytorch_model.bin) and tokenizer.json"
                + "; save it again with save_pretrained of the model and of its (fast) tokenizer");
    }
}
