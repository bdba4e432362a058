package merit.tokenizer.conversion;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a folder whose tokenizer has no {@code tokenizer.json}, as transformers 5 does: which files are read, and how, is told by
 * the {@code tokenizer_class} of {@code tokenizer_config.json}, else by the {@code model_type} of {@code config.json}.
 */
public final class OlderTokenizer {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String FAST = "Fast";

    /** A tokenizer of transformers: its class, the models that have it, the files that it needs. */
    @SuppressWarnings("ImmutableEnumChecker") // the functions hold nothing
    private enum Kind {
        BERT("BertTokenizer ElectraTokenizer", "bert electra", WordPieceFiles::read, WordPieceFiles.VOCABULARY),
        DISTILBERT("DistilBertTokenizer", "distilbert", WordPieceFiles::read, WordPieceFiles.VOCABULARY),
        GPT2(
                "GPT2Tokenizer",
                "gpt2 gpt_neo gptj",
                BytePairFiles::gpt2,
                BytePairFiles.VOCABULARY + " " + BytePairFiles.MERGES),
        ROBERTA(
                "RobertaTokenizer",
                "roberta",
                BytePairFiles::roberta,
                BytePairFiles.VOCABULARY + " " + BytePairFiles.MERGES),
        QWEN2(
                "Qwen2Tokenizer",
                "qwen2 qwen3",
                BytePairFiles::qwen2,
                BytePairFiles.VOCABULARY + " " + BytePairFiles.MERGES),
        T5("T5Tokenizer", "t5", SentencePieceFiles::t5, SentencePieceFiles.T5),
        XLM_ROBERTA(
                "XLMRobertaTokenizer", "xlm-roberta", SentencePieceFiles::xlmRoberta, SentencePieceFiles.XLM_ROBERTA),
        DEBERTA("DebertaV2Tokenizer", "deberta-v2", SentencePieceFiles::deberta, SentencePieceFiles.DEBERTA),
        LLAMA("LlamaTokenizer", "llama mistral", ByteFallbackFiles::llama, ByteFallbackFiles.MODEL),
        GEMMA("GemmaTokenizer", "gemma", ByteFallbackFiles::gemma, ByteFallbackFiles.MODEL);

        private final List<String> classes;
        private final List<String> models;
        private final Function<VocabularyFolder, TokenizerJson> reading;
        private final List<String> files;

        Kind(String classes, String models, Function<VocabularyFolder, TokenizerJson> reading, String files) {
            this.classes = List.of(classes.split(" "));
            this.models = List.of(models.split(" "));
            this.reading = reading;
            this.files = List.of(files.split(" "));
        }

        boolean readsSegments() {
            return this == BERT || this == DEBERTA;
        }
    }

    private final byte[] tokenizerJson;
    private final byte[] configJson;

    private OlderTokenizer(byte[] tokenizerJson, byte[] configJson) {
        this.tokenizerJson = tokenizerJson;
        this.configJson = configJson;
    }

    /** The {@code tokenizer.json} that the folder's files mean. */
    public byte[] tokenizerJson() {
        return tokenizerJson.clone();
    }

    /** The folder's {@code tokenizer_config.json}, with what it left to the class of the tokenizer. */
    public byte[] configJson() {
        return configJson.clone();
    }

    /**
     * Reads a folder.
     *
     * @throws IllegalArgumentException where it is of no tokenizer that is known here, or its files are missing or broken
     */
    public static OlderTokenizer read(Path path) {
        VocabularyFolder folder = new VocabularyFolder(path);
        ObjectNode config = folder.object(SpecialNames.CONFIG);
        Kind kind = kind(folder, config);
        List<String> missing =
                kind.files.stream().filter(file -> !folder.has(file)).toList();
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("tokenizer of " + path + ": found neither tokenizer.json nor "
                    + String.join(" and ", missing) + ", need one or the other for a " + kind.classes.get(0)
                    + "; save the tokenizer again with save_pretrained");
        }
        try {
            TokenizerJson json = kind.reading.apply(folder);
            return new OlderTokenizer(json.bytes(), JSON.writeValueAsBytes(completed(json.names(), kind)));
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            throw message.startsWith(path.toString())
                    ? e
                    : new IllegalArgumentException("tokenizer of " + path + ": " + message, e);
        }
    }

    private static Kind kind(VocabularyFolder folder, ObjectNode config) {
        String named = config.path("tokenizer_class").asString("");
        String tokenizer = named.endsWith(FAST) ? named.substring(0, named.length() - FAST.length()) : named;
        String model = folder.object("config.json").path("model_type").asString("");
        return Arrays.stream(Kind.values())
                .filter(kind -> kind.classes.contains(tokenizer))
                .findFirst()
                .or(() -> Arrays.stream(Kind.values())
                        .filter(kind -> kind.models.contains(model))
                        .findFirst())
                .orElseThrow(() -> new IllegalArgumentException("tokenizer of " + folder.path()
                        + ": found no tokenizer.json, and tokenizer_class \"" + named + "\" with model_type \"" + model
                        + "\", need tokenizer.json, or one of "
                        + Arrays.stream(Kind.values())
                                .flatMap(kind -> kind.classes.stream())
                                .collect(Collectors.joining(", "))
                        + "; save the tokenizer again with save_pretrained"));
    }

    private static ObjectNode completed(SpecialNames names, Kind kind) {
        ObjectNode config = names.completedConfig();
        if (!config.has("tokenizer_class")) {
            config.put("tokenizer_class", kind.classes.get(0));
        }
        if (!config.has("model_input_names")) {
            ArrayNode inputs = config.putArray("model_input_names").add("input_ids");
            if (kind.readsSegments()) {
                inputs.add("token_type_ids");
            }
            inputs.add("attention_mask");
        }
        return config;
    }
}
