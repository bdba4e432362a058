package merit.tokenizer.conversion;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** BERT's {@code vocab.txt}: a piece a line. After transformers' {@code BertTokenizer}. */
final class WordPieceFiles {
    static final String VOCABULARY = "vocab.txt";
    private static final Pattern END_OF_LINE = Pattern.compile("\\p{IsWhite_Space}+$");

    private WordPieceFiles() {}

    static TokenizerJson read(VocabularyFolder folder) {
        SpecialNames names = SpecialNames.read(
                folder, "unk", "[UNK]", "sep", "[SEP]", "pad", "[PAD]", "cls", "[CLS]", "mask", "[MASK]");
        Map<String, Integer> vocabulary = vocabulary(folder);
        ObjectNode model = TokenizerJson.object(
                "{'type': 'WordPiece', 'unk_token': %s, 'continuing_subword_prefix': '##',"
                        + " 'max_input_chars_per_word': 100, 'vocab': %s}",
                names.get("unk"), vocabulary);
        TokenizerJson json = new TokenizerJson(names, model, vocabulary)
                .with("normalizer", normalizer(names))
                .with("pre_tokenizer", TokenizerJson.object("{'type': 'BertPreTokenizer'}"))
                .with("decoder", TokenizerJson.object("{'type': 'WordPiece', 'prefix': '##', 'cleanup': true}"))
                .withNamed();
        String first = names.get("cls");
        String end = names.get("sep");
        return json.template(List.of(first, "$A", end), List.of(first, "$A", end, "$B:1", end + ":1"));
    }

    private static ObjectNode normalizer(SpecialNames names) {
        JsonNode accents = names.config().path("strip_accents");
        return TokenizerJson.object(
                "{'type': 'BertNormalizer', 'clean_text': true, 'handle_chinese_chars': %s, 'strip_accents': %s,"
                        + " 'lowercase': %s}",
                names.isOn("tokenize_chinese_chars", true),
                accents.isBoolean() ? accents : NullNode.getInstance(),
                names.isOn("do_lower_case", true));
    }

    private static Map<String, Integer> vocabulary(VocabularyFolder folder) {
        Map<String, Integer> vocabulary = new LinkedHashMap<>();
        String text = folder.text(VOCABULARY);
        String[] lines = (text.endsWith("\n") ? text.substring(0, text.length() - 1) : text).split("\n", -1);
        for (int id = 0; id < lines.length; id++) {
            vocabulary.put(END_OF_LINE.matcher(lines[id]).replaceFirst(""), id);
        }
        return vocabulary;
    }
}
