package merit.tokenizer.conversion;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import merit.tokenizer.conversion.SentencePieceModel.Kind;
import merit.tokenizer.conversion.SentencePieceModel.Piece;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** A SentencePiece model whose pieces are chosen by their scores. After transformers' tokenizers of T5, XLM-R and DeBERTa-v2. */
final class SentencePieceFiles {
    static final String T5 = "spiece.model";
    static final String XLM_ROBERTA = "sentencepiece.bpe.model";
    static final String DEBERTA = "spm.model";

    /** Gemma's pieces that steer it, though its model calls them a user's own. */
    private static final Set<String> STEERING = Set.of("<start_of_turn>", "<end_of_turn>");

    private static final int XLM_UNKNOWN = 3;

    private SentencePieceFiles() {}

    static TokenizerJson t5(VocabularyFolder folder) {
        SpecialNames names = SpecialNames.read(folder, "eos", "</s>", "unk", "<unk>", "pad", "<pad>");
        SentencePieceModel model = unigrams(folder, T5);
        List<Piece> pieces = new ArrayList<>(model.pieces());
        int sentinels = names.config().path("extra_ids").asInt(100);
        for (int i = sentinels - 1; i >= 0; i--) {
            pieces.add(control("<extra_id_" + i + ">"));
        }
        TokenizerJson json = unigram(names, pieces, 2)
                .with("normalizer", normalizer(model))
                .with("pre_tokenizer", words(true))
                .with("decoder", metaspace("always"));
        addTokens(json, pieces);
        return json.template(List.of("$A", "</s>"), List.of("$A", "</s>", "$B", "</s>"));
    }

    static TokenizerJson xlmRoberta(VocabularyFolder folder) {
        SpecialNames names = SpecialNames.read(
                folder, "bos", "<s>", "eos", "</s>", "unk", "<unk>", "sep", "</s>", "pad", "<pad>", "cls", "<s>",
                "mask", "<mask>");
        SentencePieceModel model = unigrams(folder, XLM_ROBERTA);
        List<Piece> pieces = new ArrayList<>();
        for (String part : List.of("bos", "pad", "eos", "unk")) {
            pieces.add(control(names.get(part)));
        }
        pieces.addAll(model.pieces()
                .subList(Math.min(3, model.pieces().size()), model.pieces().size()));
        pieces.add(control(names.get("mask")));
        TokenizerJson json = unigram(names, pieces, XLM_UNKNOWN)
                .with("normalizer", normalizer(model))
                .with("pre_tokenizer", words(names.isOn("add_prefix_space", true)))
                .with("decoder", metaspace(names.isOn("add_prefix_space", true) ? "always" : "never"));
        addTokens(json, pieces);
        String first = names.get("bos");
        String end = names.get("eos");
        return json.template(List.of(first, "$A", end), List.of(first, "$A", end, end, "$B", end));
    }

    static TokenizerJson deberta(VocabularyFolder folder) {
        SpecialNames names = SpecialNames.read(
                folder, "bos", "[CLS]", "eos", "[SEP]", "unk", "[UNK]", "sep", "[SEP]", "pad", "[PAD]", "cls", "[CLS]",
                "mask", "[MASK]");
        SentencePieceModel model = unigrams(folder, DEBERTA);
        String scheme = names.isOn("add_prefix_space", true) ? "always" : "first";
        List<ObjectNode> cuts = new ArrayList<>();
        if (names.isOn("split_by_punct", false)) {
            cuts.add(TokenizerJson.object("{'type': 'Punctuation', 'behavior': 'Isolated'}"));
        }
        cuts.add(metaspace(scheme));
        TokenizerJson json = unigram(names, model.pieces(), unknown(model, names.get("unk")))
                .with("normalizer", debertaNormalizer(names))
                .with("pre_tokenizer", TokenizerJson.sequence("pretokenizers", cuts))
                .with("decoder", metaspace(scheme));
        addTokens(json, model.pieces());
        String first = names.get("cls");
        String end = names.get("sep");
        return json.template(List.of(first, "$A", end), List.of(first, "$A", end, "$B:1", end + ":1"));
    }

    private static int unknown(SentencePieceModel model, String text) {
        for (int id = 0; id < model.pieces().size(); id++) {
            Piece piece = model.pieces().get(id);
            if (piece.text().equals(text) && piece.score() == 0) {
                return id;
            }
        }
        return model.unknownId();
    }

    /** transformers puts this in the place of the model's own normalisation. */
    private static ObjectNode debertaNormalizer(SpecialNames names) {
        List<ObjectNode> steps = new ArrayList<>();
        if (names.isOn("do_lower_case", false)) {
            steps.add(TokenizerJson.object("{'type': 'Lowercase'}"));
        }
        steps.add(TokenizerJson.object(
                "{'type': 'Replace', 'pattern': {'Regex': %s}, 'content': ' '}", "\\s{2,}|[\\n\\r\\t]"));
        steps.add(TokenizerJson.object("{'type': 'NFC'}"));
        steps.add(TokenizerJson.object("{'type': 'Strip', 'strip_left': false, 'strip_right': true}"));
        return TokenizerJson.sequence("normalizers", steps);
    }

    private static SentencePieceModel unigrams(VocabularyFolder folder, String file) {
        SentencePieceModel model = SentencePieceModel.read(folder, file);
        if (model.isBytePairs()) {
            throw folder.wrong(file, "its pieces are merged from pairs, need scored ones for this family");
        }
        return model;
    }

    private static Piece control(String text) {
        return new Piece(text, 0, Kind.CONTROL);
    }

    private static TokenizerJson unigram(SpecialNames names, List<Piece> pieces, int unknown) {
        ObjectNode model = TokenizerJson.object("{'type': 'Unigram', 'unk_id': %s, 'byte_fallback': false}", unknown);
        ArrayNode vocabulary = model.putArray("vocab");
        pieces.forEach(piece -> vocabulary.addArray().add(piece.text()).add((double) piece.score()));
        return new TokenizerJson(names, model, ids(pieces));
    }

    /** Ids by piece. */
    static Map<String, Integer> ids(List<Piece> pieces) {
        Map<String, Integer> ids = new LinkedHashMap<>();
        for (int id = 0; id < pieces.size(); id++) {
            ids.put(pieces.get(id).text(), id);
        }
        return ids;
    }

    /** Adds the model's control pieces and a user's own, and then what the folder's files add. */
    static void addTokens(TokenizerJson json, List<Piece> pieces) {
        for (Piece piece : pieces) {
            boolean control = piece.kind() == Kind.CONTROL || STEERING.contains(piece.text());
            if (control || piece.kind() == Kind.USER_DEFINED) {
                json.tokens().add(new AddedToken(piece.text(), false, false, false, false, control));
            }
        }
        json.withNamed();
    }

    private static ObjectNode words(boolean spaceBefore) {
        return TokenizerJson.sequence(
                "pretokenizers",
                List.of(
                        TokenizerJson.object("{'type': 'WhitespaceSplit'}"),
                        metaspace(spaceBefore ? "always" : "never")));
    }

    private static ObjectNode metaspace(String scheme) {
        return TokenizerJson.object(
                "{'type': 'Metaspace', 'replacement': '\u2581', 'prepend_scheme': %s, 'split': true}", scheme);
    }

    private static JsonNode normalizer(SentencePieceModel model) {
        return model.charactersMap().length == 0
                ? NullNode.getInstance()
                : TokenizerJson.object(
                        "{'type': 'Precompiled', 'precompiled_charsmap': %s}",
                        Base64.getEncoder().encodeToString(model.charactersMap()));
    }
}
