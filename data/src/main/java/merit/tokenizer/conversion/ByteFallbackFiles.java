package merit.tokenizer.conversion;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import merit.tokenizer.conversion.SentencePieceModel.Piece;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A SentencePiece model that falls back to bytes for what it has no piece of ({@code tokenizer.model}). After transformers'
 * {@code LlamaTokenizer} and {@code GemmaTokenizer}.
 */
final class ByteFallbackFiles {
    static final String MODEL = "tokenizer.model";

    private ByteFallbackFiles() {}

    static TokenizerJson llama(VocabularyFolder folder) {
        SpecialNames names = SpecialNames.read(folder, "bos", "<s>", "eos", "</s>", "unk", "<unk>");
        boolean prefix = names.isOn("add_prefix_space", true);
        String scheme = !prefix ? "never" : names.isOn("legacy", false) ? "always" : "first";
        SentencePieceModel model = SentencePieceModel.read(folder, MODEL);
        TokenizerJson json = start(model, names)
                .with(
                        "pre_tokenizer",
                        TokenizerJson.object(
                                "{'type': 'Metaspace', 'replacement': '\u2581', 'prepend_scheme': %s, 'split': false}",
                                scheme))
                .with("decoder", decoder(prefix));
        return finish(json, model);
    }

    static TokenizerJson gemma(VocabularyFolder folder) {
        SpecialNames names = SpecialNames.read(
                folder, "bos", "<bos>", "eos", "<eos>", "unk", "<unk>", "pad", "<pad>", "mask", "<mask>");
        SentencePieceModel model = SentencePieceModel.read(folder, MODEL);
        TokenizerJson json = start(model, names)
                .with(
                        "normalizer",
                        TokenizerJson.object("{'type': 'Replace', 'pattern': {'String': ' '}, 'content': '\u2581'}"))
                .with(
                        "pre_tokenizer",
                        TokenizerJson.object(
                                "{'type': 'Split', 'pattern': {'String': ' '}, 'behavior': 'MergedWithPrevious',"
                                        + " 'invert': false}"))
                .with("decoder", decoder(false));
        return finish(json, model);
    }

    private static TokenizerJson finish(TokenizerJson json, SentencePieceModel model) {
        SentencePieceFiles.addTokens(json, model.pieces());
        return json.bounds();
    }

    private static TokenizerJson start(SentencePieceModel model, SpecialNames names) {
        Map<String, Integer> ids = SentencePieceFiles.ids(model.pieces());
        ObjectNode json;
        if (model.isBytePairs()) {
            json = TokenizerJson.object(
                    "{'type': 'BPE', 'dropout': null, 'unk_token': %s, 'continuing_subword_prefix': null,"
                            + " 'end_of_word_suffix': null, 'fuse_unk': true, 'byte_fallback': true, 'vocab': %s}",
                    names.get("unk"), ids);
            merges(model.pieces(), ids, json.putArray("merges"));
        } else {
            json = TokenizerJson.object("{'type': 'Unigram', 'unk_id': %s, 'byte_fallback': true}", model.unknownId());
            ArrayNode vocabulary = json.putArray("vocab");
            model.pieces()
                    .forEach(piece -> vocabulary.addArray().add(piece.text()).add((double) piece.score()));
        }
        return new TokenizerJson(names, json, ids);
    }

    /** Every pair of pieces that makes a piece: the earlier that piece, the sooner; of one piece's, the shorter left half. */
    private static void merges(List<Piece> pieces, Map<String, Integer> ids, ArrayNode into) {
        for (Piece piece : pieces) {
            String text = piece.text();
            for (int cut = step(text, 0); cut < text.length(); cut = step(text, cut)) {
                String left = text.substring(0, cut);
                String right = text.substring(cut);
                if (ids.containsKey(left) && ids.containsKey(right)) {
                    into.addArray().add(left).add(right);
                }
            }
        }
    }

    private static int step(String text, int at) {
        return at + (at < text.length() ? Character.charCount(text.codePointAt(at)) : 1);
    }

    private static ObjectNode decoder(boolean dropsFirstSpace) {
        List<ObjectNode> steps = new ArrayList<>();
        steps.add(TokenizerJson.object("{'type': 'Replace', 'pattern': {'String': '\u2581'}, 'content': ' '}"));
        steps.add(TokenizerJson.object("{'type': 'ByteFallback'}"));
        steps.add(TokenizerJson.object("{'type': 'Fuse'}"));
        if (dropsFirstSpace) {
            steps.add(TokenizerJson.object("{'type': 'Strip', 'content': ' ', 'start': 1, 'stop': 0}"));
        }
        return TokenizerJson.sequence("decoders", steps);
    }
}
