package merit.tokenizer.conversion;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Pairs of bytes, {@code vocab.json} with {@code merges.txt}. After transformers' {@code GPT2Tokenizer}, {@code RobertaTokenizer}
 * and {@code Qwen2Tokenizer}.
 */
final class BytePairFiles {
    static final String VOCABULARY = "vocab.json";
    static final String MERGES = "merges.txt";
    private static final String END_OF_TEXT = "<|endoftext|>";

    /** Where Qwen 2 cuts a text into words. */
    private static final String QWEN_WORDS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}|"
            + " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    private BytePairFiles() {}

    static TokenizerJson gpt2(VocabularyFolder folder) {
        SpecialNames names = SpecialNames.read(folder, "bos", END_OF_TEXT, "eos", END_OF_TEXT, "unk", END_OF_TEXT);
        return start(folder, names)
                .with("pre_tokenizer", bytes(names, true))
                .withNamed()
                .bounds();
    }

    static TokenizerJson qwen2(VocabularyFolder folder) {
        SpecialNames names = SpecialNames.read(folder, "eos", END_OF_TEXT, "unk", END_OF_TEXT, "pad", END_OF_TEXT);
        ObjectNode words = TokenizerJson.object(
                "{'type': 'Split', 'pattern': {'Regex': %s}, 'behavior': 'Isolated', 'invert': false}", QWEN_WORDS);
        return start(folder, names)
                .with("normalizer", TokenizerJson.object("{'type': 'NFC'}"))
                .with("pre_tokenizer", TokenizerJson.sequence("pretokenizers", List.of(words, bytes(names, false))))
                .withNamed()
                .bounds();
    }

    static TokenizerJson roberta(VocabularyFolder folder) {
        SpecialNames names = SpecialNames.read(
                folder, "bos", "<s>", "eos", "</s>", "unk", "<unk>", "sep", "</s>", "pad", "<pad>", "cls", "<s>",
                "mask", "<mask>");
        TokenizerJson json =
                start(folder, names).with("pre_tokenizer", bytes(names, true)).withNamed();
        String first = names.get("cls");
        String end = names.get("sep");
        ObjectNode processor = TokenizerJson.object(
                "{'type': 'RobertaProcessing', 'sep': [%s, %s], 'cls': [%s, %s], 'trim_offsets': %s,"
                        + " 'add_prefix_space': %s}",
                end,
                json.tokens().id(end),
                first,
                json.tokens().id(first),
                names.isOn("trim_offsets", true),
                names.isOn("add_prefix_space", false));
        return json.with("post_processor", processor);
    }

    private static ObjectNode bytes(SpecialNames names, boolean inWords) {
        return TokenizerJson.object(
                "{'type': 'ByteLevel', 'add_prefix_space': %s, 'trim_offsets': true, 'use_regex': %s}",
                names.isOn("add_prefix_space", false), inWords);
    }

    private static TokenizerJson start(VocabularyFolder folder, SpecialNames names) {
        Map<String, Integer> vocabulary = new LinkedHashMap<>();
        folder.object(VOCABULARY)
                .properties()
                .forEach(
                        entry -> vocabulary.put(entry.getKey(), entry.getValue().asInt()));
        ObjectNode model = TokenizerJson.object(
                "{'type': 'BPE', 'dropout': null, 'unk_token': null, 'continuing_subword_prefix': '',"
                        + " 'end_of_word_suffix': '', 'fuse_unk': false, 'byte_fallback': false, 'vocab': %s}",
                vocabulary);
        merges(folder, model.putArray("merges"));
        return new TokenizerJson(names, model, vocabulary)
                .with(
                        "decoder",
                        TokenizerJson.object(
                                "{'type': 'ByteLevel', 'add_prefix_space': true, 'trim_offsets': true, 'use_regex':"
                                        + " true}"));
    }

    private static void merges(VocabularyFolder folder, ArrayNode into) {
        for (String line : folder.text(MERGES).split("\r?\n")) {
            if (line.isEmpty() || line.startsWith("#version")) {
                continue;
            }
            String[] pair = line.split(" ");
            if (pair.length != 2) {
                throw folder.wrong(MERGES, "it holds the line \"" + line + "\", need two pieces a line");
            }
            into.addArray().add(pair[0]).add(pair[1]);
        }
    }
}
