package merit.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import merit.backbone.PretrainedBackbone;
import merit.backbone.bert.BertFamily;
import merit.layer.ConfigFile;
import merit.preference.PreferencePair;
import merit.rewardmodel.RewardModel;
import merit.tensor.Engine;
import merit.tensor.Safetensors;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/** A two-layer, sixteen-wide BERT whose weights are a sine of their position, over the words w0 to w39. */
final class TinyBert {
    static final int WORDS = 40;
    private static final String[] SPECIAL = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"};
    private static final ObjectMapper JSON = new ObjectMapper();

    private TinyBert() {}

    /** Writes it as a Hugging Face folder, with a pooler. */
    static Path write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("config.json"), JSON.writeValueAsString(config()));
        Files.writeString(folder.resolve("tokenizer.json"), JSON.writeValueAsString(tokenizer()));
        Map<String, long[]> shapes = new LinkedHashMap<>(BertFamily.encoder(new ConfigFile("config.json", config()))
                .weightNames()
                .needed());
        shapes.put("pooler.dense.weight", new long[] {16, 16});
        shapes.put("pooler.dense.bias", new long[] {16});
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open()) {
                Map<String, Tensor> tensors = new LinkedHashMap<>();
                shapes.forEach((name, shape) -> tensors.put(name, Tensors.of(values(name, shape), shape)));
                Safetensors.write(folder.resolve("model.safetensors"), tensors, Map.of("format", "pt"));
            }
        });
        return folder;
    }

    /** A new reward model on it. */
    static RewardModel model(Path folder, TrainingConfig config) throws IOException {
        return RewardTrainer.newModel(PretrainedBackbone.open(write(folder)), config);
    }

    /** Pairs of random words, so that nothing can be learned of them but by heart. */
    static List<PreferencePair> pairs(int count, long seed) {
        Random random = new Random(seed);
        List<PreferencePair> pairs = new ArrayList<>();
        for (int p = 0; p < count; p++) {
            pairs.add(PreferencePair.of(words(random), words(random), words(random)));
        }
        return pairs;
    }

    private static String words(Random random) {
        return random.ints(2 + random.nextInt(4), 0, WORDS)
                .mapToObj(w -> "w" + w)
                .collect(Collectors.joining(" "));
    }

    static float[] values(String name, long[] shape) {
        long count = 1;
        for (long size : shape) {
            count *= size;
        }
        float[] values = new float[(int) count];
        for (int k = 0; k < values.length; k++) {
            values[k] =
                    (float) ((name.endsWith("LayerNorm.weight") ? 1 : 0) + 0.2 * Math.sin(0.37 * k + name.length()));
        }
        return values;
    }

    private static ObjectNode config() {
        return JSON.createObjectNode()
                .put("model_type", "bert")
                .put("vocab_size", SPECIAL.length + WORDS)
                .put("hidden_size", 16)
                .put("num_hidden_layers", 2)
                .put("num_attention_heads", 2)
                .put("intermediate_size", 32)
                .put("max_position_embeddings", 64)
                .put("type_vocab_size", 2)
                .put("hidden_act", "gelu")
                .put("layer_norm_eps", 1e-12)
                .put("hidden_dropout_prob", 0.1)
                .put("pad_token_id", 0);
    }

    private static ObjectNode tokenizer() {
        ObjectNode vocabulary = JSON.createObjectNode();
        ObjectNode root = JSON.createObjectNode().put("version", "1.0");
        var added = root.putArray("added_tokens");
        for (String token : SPECIAL) {
            added.addObject()
                    .put("id", vocabulary.size())
                    .put("content", token)
                    .put("single_word", false)
                    .put("lstrip", false)
                    .put("rstrip", false)
                    .put("normalized", false)
                    .put("special", true);
            vocabulary.put(token, vocabulary.size());
        }
        for (int w = 0; w < WORDS; w++) {
            vocabulary.put("w" + w, vocabulary.size());
        }
        root.putNull("normalizer");
        root.putObject("pre_tokenizer").put("type", "WhitespaceSplit");
        root.set("post_processor", JSON.readTree("""
                {"type":"TemplateProcessing",
                 "single":[{"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A","type_id":0}},
                           {"SpecialToken":{"id":"[SEP]","type_id":0}}],
                 "pair":[{"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A","type_id":0}},
                         {"SpecialToken":{"id":"[SEP]","type_id":0}},{"Sequence":{"id":"B","type_id":1}},
                         {"SpecialToken":{"id":"[SEP]","type_id":1}}],
                 "special_tokens":{"[CLS]":{"id":"[CLS]","ids":[2],"tokens":["[CLS]"]},
                                   "[SEP]":{"id":"[SEP]","ids":[3],"tokens":["[SEP]"]}}}"""));
        root.putNull("decoder");
        root.putObject("model")
                .put("type", "WordLevel")
                .put("unk_token", "[UNK]")
                .set("vocab", vocabulary);
        return root;
    }
}
