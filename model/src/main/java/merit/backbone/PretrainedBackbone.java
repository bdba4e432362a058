package merit.backbone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import merit.backbone.bert.BertBackbone;
import merit.backbone.bert.BertConfig;
import merit.backbone.bert.BertWeights;
import merit.layer.Backbone;
import merit.tensor.Engine;
import merit.tensor.Safetensors;
import merit.tensor.TensorScope;
import merit.tensor.TensorSource;
import org.bytedeco.pytorch.Tensor;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A model as it was published: its backbone, its heads' weights, and the files that stand beside them. From the bundled model's
 * name, {@value BundledModel#NAME}, or from a Hugging Face folder with {@code config.json}, {@code model.safetensors} and
 * {@code tokenizer.json}. Owns the backbone and the heads' weights.
 */
public final class PretrainedBackbone implements AutoCloseable {
    /** The model that needs no download. */
    public static final String BUNDLED = BundledModel.NAME;

    private static final String CONFIG = "config.json";
    private static final String WEIGHTS = "model.safetensors";
    private static final String TOKENIZER = "tokenizer.json";
    private static final String TOKENIZER_CONFIG = "tokenizer_config.json";
    private static final JsonMapper JSON = new JsonMapper();

    private final ModelFiles files;
    private final Backbone backbone;
    private final Map<String, Tensor> heads;

    private PretrainedBackbone(ModelFiles files, Backbone backbone, Map<String, Tensor> heads) {
        this.files = files;
        this.backbone = backbone;
        this.heads = heads;
    }

    /**
     * Opens a model, on the engine thread.
     *
     * @param nameOrFolder a bundled model's name, or a folder
     * @throws IllegalArgumentException where there is no such model, a file is missing or broken, or the family is not supported
     */
    public static PretrainedBackbone open(String nameOrFolder) {
        Path folder = Path.of(nameOrFolder);
        if (Files.isDirectory(folder)) {
            return open(folder);
        }
        if (nameOrFolder.equals(BUNDLED)) {
            return Engine.call(BundledModel::open);
        }
        throw new IllegalArgumentException("model: found no folder \"" + nameOrFolder
                + "\" and no bundled model of that" + " name, need a Hugging Face folder or " + BUNDLED);
    }

    /** Opens a Hugging Face folder, on the engine thread. */
    public static PretrainedBackbone open(Path folder) {
        for (String file : new String[] {CONFIG, WEIGHTS, TOKENIZER}) {
            if (!Files.isRegularFile(folder.resolve(file))) {
                throw new IllegalArgumentException("model folder " + folder + ": found no " + file + ", need " + CONFIG
                        + ", "
                        + WEIGHTS + " and " + TOKENIZER + "; save it again with save_pretrained of the model and of its"
                        + " (fast) tokenizer");
            }
        }
        try {
            Path tokenizerConfig = folder.resolve(TOKENIZER_CONFIG);
            ModelFiles files = new ModelFiles(
                    folder.toString(),
                    Files.readString(folder.resolve(CONFIG)),
                    Files.readString(folder.resolve(TOKENIZER)),
                    Files.exists(tokenizerConfig) ? Files.readString(tokenizerConfig) : "{}");
            return Engine.call(() -> {
                try (Safetensors weights = Safetensors.open(folder.resolve(WEIGHTS))) {
                    return load(files, weights, heads(weights));
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("model folder " + folder + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }

    /** Closes the heads where the backbone cannot be loaded. */
    static PretrainedBackbone load(ModelFiles files, TensorSource weights, Map<String, Tensor> heads) {
        try {
            String source = files.name() + "/" + CONFIG;
            JsonNode config = parse(source, files.config());
            String family = config.path("model_type").asString("");
            if (!family.equals("bert")) {
                throw new IllegalArgumentException(
                        source + ": model_type is \"" + family + "\", need \"bert\": no other family is supported");
            }
            return new PretrainedBackbone(files, BertBackbone.load(BertConfig.read(source, config), weights), heads);
        } catch (RuntimeException e) {
            heads.values().forEach(Tensor::close);
            throw e;
        }
    }

    private static JsonNode parse(String source, String text) {
        try {
            return JSON.readTree(text);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    source + ": is not JSON (" + e.getOriginalMessage() + "); download or save it again", e);
        }
    }

    private static Map<String, Tensor> heads(Safetensors weights) {
        Map<String, Tensor> heads = new LinkedHashMap<>();
        BertWeights.storedNames(weights).forEach((plain, stored) -> {
            if (plain.startsWith("pooler.") || plain.startsWith("classifier.")) {
                try (TensorScope scope = TensorScope.open()) {
                    heads.put(plain, TensorScope.own(weights.read(stored)));
                }
            }
        });
        return heads;
    }

    /** The folder, or the bundled model's name. */
    public String name() {
        return files.name();
    }

    public Backbone backbone() {
        return backbone;
    }

    /** The text of {@code config.json}. */
    public String config() {
        return files.config();
    }

    /** The bytes of {@code tokenizer.json}. Its own padding and truncation are those of whoever saved it: override both. */
    public byte[] tokenizer() {
        return files.tokenizer().getBytes(StandardCharsets.UTF_8);
    }

    /** The text of {@code tokenizer_config.json}; <code>{}</code> where there is none. */
    public String tokenizerConfig() {
        return files.tokenizerConfig();
    }

    /**
     * What the checkpoint holds above the backbone, by name without prefix: {@code pooler.dense.weight}, {@code
     * classifier.weight}, ... Owned by this object: copy what is to be trained.
     */
    public Map<String, Tensor> heads() {
        return Map.copyOf(heads);
    }

    /** Whether the checkpoint has BERT's own pooler. */
    public boolean hasPooler() {
        return heads.containsKey("pooler.dense.weight") && heads.containsKey("pooler.dense.bias");
    }

    @Override
    public void close() {
        Engine.run(() -> {
            backbone.close();
            heads.values().forEach(Tensor::close);
        });
    }
}
