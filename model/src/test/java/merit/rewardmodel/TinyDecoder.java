package merit.rewardmodel;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import merit.backbone.PretrainedBackbone;
import merit.encoding.EncodingConfig;
import merit.encoding.PromptTemplate;
import merit.encoding.Truncation;
import merit.tensor.Seed;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/** The tiny decoders of the golden values, with a tokenizer of the words w3 to w47 that ends each row with {@code </s>}. */
final class TinyDecoder {
    private static final List<String> SPECIAL = List.of("<unk>", "<s>", "</s>");
    private static final int VOCABULARY = 48;
    private static final int MAX_LENGTH = 24;
    private static final ObjectMapper JSON = new ObjectMapper();

    private TinyDecoder() {}

    static Stream<String> names() throws IOException {
        try (Stream<Path> folders = Files.list(resources())) {
            return folders.map(folder -> folder.getFileName().toString()).sorted().toList().stream();
        }
    }

    /**
     * Writes one as a Hugging Face folder.
     *
     * @param padToken what {@code tokenizer_config.json} says padding is; empty for nothing
     */
    static Path write(Path folder, String name, String padToken) throws IOException {
        Files.createDirectories(folder);
        for (String file : List.of("config.json", "model.safetensors")) {
            Files.copy(resources().resolve(name).resolve(file), folder.resolve(file));
        }
        Files.writeString(folder.resolve("tokenizer.json"), JSON.writeValueAsString(tokenizer()));
        ObjectNode settings = JSON.createObjectNode()
                .put("tokenizer_class", "PreTrainedTokenizerFast")
                .put("bos_token", "<s>")
                .put("eos_token", "</s>")
                .put("unk_token", "<unk>");
        settings.putObject("added_tokens_decoder");
        if (!padToken.isEmpty()) {
            settings.put("pad_token", padToken);
        }
        Files.writeString(folder.resolve("tokenizer_config.json"), JSON.writeValueAsString(settings));
        return folder;
    }

    /** A new reward model on it. */
    static RewardModel model(Path folder) {
        return model(folder, new NewHead(Pooling.AUTO, HeadKind.LINEAR, Objectives.REWARD, new Seed(7)));
    }

    static RewardModel model(Path folder, NewHead head) {
        EncodingConfig encoding = new EncodingConfig(PromptTemplate.PLAIN, MAX_LENGTH, Truncation.PROMPT);
        return RewardModel.create(PretrainedBackbone.open(folder), head, encoding);
    }

    private static Path resources() {
        try {
            return Path.of(Objects.requireNonNull(TinyDecoder.class.getResource("/merit/backbone/decoders"))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
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
        while (vocabulary.size() < VOCABULARY) {
            vocabulary.put("w" + vocabulary.size(), vocabulary.size());
        }
        root.putNull("normalizer");
        root.putObject("pre_tokenizer").put("type", "WhitespaceSplit");
        root.set("post_processor", JSON.readTree("""
                {"type":"TemplateProcessing",
                 "single":[{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"</s>","type_id":0}}],
                 "pair":[{"Sequence":{"id":"A","type_id":0}},{"Sequence":{"id":"B","type_id":0}},
                         {"SpecialToken":{"id":"</s>","type_id":0}}],
                 "special_tokens":{"</s>":{"id":"</s>","ids":[2],"tokens":["</s>"]}}}"""));
        root.putNull("decoder");
        root.putObject("model")
                .put("type", "WordLevel")
                .put("unk_token", "<unk>")
                .set("vocab", vocabulary);
        return root;
    }
}
