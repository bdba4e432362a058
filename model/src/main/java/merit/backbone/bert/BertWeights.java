package merit.backbone.bert;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import merit.layer.WeightNames;
import merit.tensor.TensorScope;
import merit.tensor.TensorSource;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/**
 * The names of BERT's weights. A checkpoint has them as they are or behind {@code bert.}; the oldest ones say {@code gamma} and
 * {@code beta} for a norm's weight and bias. Heads ({@code classifier.}, {@code pooler.}, {@code cls.}, ...) may stand beside
 * them.
 */
public final class BertWeights {
    static final List<String> LINEARS = List.of(
            "attention.self.query",
            "attention.self.key",
            "attention.self.value",
            "attention.output.dense",
            "intermediate.dense",
            "output.dense");

    private static final String PREFIX = "bert.";
    private static final List<String> EXTRAS =
            List.of("pooler.", "classifier.", "cls.", "score.", "qa_outputs.", "embeddings.position_ids");

    private BertWeights() {}

    /** Every weight of a configuration, in the checkpoint's order. */
    public static WeightNames names(BertConfig config) {
        Map<String, long[]> names = new LinkedHashMap<>();
        long hidden = config.hiddenSize();
        names.put("embeddings.word_embeddings.weight", new long[] {config.vocabSize(), hidden});
        names.put("embeddings.position_embeddings.weight", new long[] {config.maxPositions(), hidden});
        names.put("embeddings.token_type_embeddings.weight", new long[] {config.typeVocabSize(), hidden});
        norm(names, "embeddings.LayerNorm", hidden);
        for (int layer = 0; layer < config.layers(); layer++) {
            String block = block(layer);
            linear(names, block + "attention.self.query", hidden, hidden);
            linear(names, block + "attention.self.key", hidden, hidden);
            linear(names, block + "attention.self.value", hidden, hidden);
            linear(names, block + "attention.output.dense", hidden, hidden);
            norm(names, block + "attention.output.LayerNorm", hidden);
            linear(names, block + "intermediate.dense", config.intermediateSize(), hidden);
            linear(names, block + "output.dense", hidden, config.intermediateSize());
            norm(names, block + "output.LayerNorm", hidden);
        }
        return new WeightNames(names);
    }

    /** The names of a block begin so. */
    static String block(int layer) {
        return "encoder.layer." + layer + ".";
    }

    /**
     * Reads a checkpoint's backbone.
     *
     * @return trainable leaves by name without prefix, owned by the caller
     * @throws IllegalArgumentException listing every name that is missing, unexpected or misshapen
     */
    static Map<String, Tensor> read(BertConfig config, TensorSource source) {
        Map<String, String> stored = storedNames(source);
        Map<String, long[]> shapes = source.shapes();
        Map<String, long[]> found = new LinkedHashMap<>();
        stored.forEach((plain, name) -> found.put(plain, shapes.getOrDefault(name, new long[0])));
        WeightNames names = names(config);
        names.check(source.name(), found, BertWeights::isExtra);
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        for (String name : names.needed().keySet()) {
            try (TensorScope scope = TensorScope.open()) {
                Tensor values = source.read(stored.getOrDefault(name, name));
                parameters.put(name, Tensors.parameter(values));
            }
        }
        return parameters;
    }

    /** Plain name to the name in the file. */
    public static Map<String, String> storedNames(TensorSource source) {
        Map<String, String> stored = new LinkedHashMap<>();
        for (String name : source.shapes().keySet()) {
            String plain = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
            stored.put(
                    plain.replace("LayerNorm.gamma", "LayerNorm.weight").replace("LayerNorm.beta", "LayerNorm.bias"),
                    name);
        }
        return stored;
    }

    private static boolean isExtra(String name) {
        return EXTRAS.stream().anyMatch(name::startsWith);
    }

    private static void linear(Map<String, long[]> names, String name, long out, long in) {
        names.put(name + ".weight", new long[] {out, in});
        names.put(name + ".bias", new long[] {out});
    }

    private static void norm(Map<String, long[]> names, String name, long hidden) {
        names.put(name + ".weight", new long[] {hidden});
        names.put(name + ".bias", new long[] {hidden});
    }
}
