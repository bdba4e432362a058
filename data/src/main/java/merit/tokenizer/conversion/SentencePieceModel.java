package merit.tokenizer.conversion;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a SentencePiece model file says: its {@code ModelProto}, read field by field (the numbers are those of {@code
 * sentencepiece_model.proto}).
 */
final class SentencePieceModel {
    /** What a piece is. */
    enum Kind {
        NORMAL,
        UNKNOWN,
        CONTROL,
        USER_DEFINED,
        UNUSED,
        BYTE
    }

    /** One piece; its id is its place. */
    record Piece(String text, float score, Kind kind) {}

    private static final int PIECES = 1;
    private static final int TRAINER = 2;
    private static final int NORMALIZER = 3;
    private static final int BYTE_PAIRS = 2;

    private final List<Piece> pieces = new ArrayList<>();
    private int algorithm = 1; // unigram
    private int unknownId;
    private byte[] charactersMap = new byte[0];

    private SentencePieceModel() {}

    static SentencePieceModel read(VocabularyFolder folder, String file) {
        SentencePieceModel model = new SentencePieceModel();
        try {
            model.readModel(CodedInputStream.newInstance(folder.bytes(file)));
        } catch (IOException e) {
            throw folder.wrong(file, "it is no SentencePiece model (" + e.getMessage() + ")");
        }
        if (model.pieces.isEmpty() || model.algorithm > BYTE_PAIRS) {
            throw folder.wrong(
                    file,
                    "it holds " + model.pieces.size() + " pieces by algorithm " + model.algorithm
                            + ", need pieces of unigrams (1) or byte pairs (2)");
        }
        return model;
    }

    private void readModel(CodedInputStream input) throws IOException {
        for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
            int field = WireFormat.getTagFieldNumber(tag);
            if (field < PIECES || field > NORMALIZER) {
                input.skipField(tag);
                continue;
            }
            int limit = input.pushLimit(input.readRawVarint32());
            switch (field) {
                case PIECES -> readPiece(input);
                case TRAINER -> readTrainer(input);
                default -> readNormalizer(input);
            }
            input.popLimit(limit);
        }
    }

    private void readPiece(CodedInputStream input) throws IOException {
        String text = "";
        float score = 0;
        int kind = 1;
        for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> text = input.readStringRequireUtf8();
                case 2 -> score = input.readFloat();
                case 3 -> kind = input.readEnum();
                default -> input.skipField(tag);
            }
        }
        if (kind < 1 || kind > Kind.values().length) {
            throw new IOException("piece \"" + text + "\" is of type " + kind + ", need 1 to 6");
        }
        pieces.add(new Piece(text, score, Kind.values()[kind - 1]));
    }

    private void readTrainer(CodedInputStream input) throws IOException {
        for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 3 -> algorithm = input.readEnum();
                case 40 -> unknownId = input.readInt32();
                default -> input.skipField(tag);
            }
        }
    }

    private void readNormalizer(CodedInputStream input) throws IOException {
        for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == 2) {
                charactersMap = input.readByteArray();
            } else {
                input.skipField(tag);
            }
        }
    }

    /** All pieces, by id. */
    List<Piece> pieces() {
        return pieces;
    }

    /** Whether its pieces are merged from pairs; else they are chosen by their scores. */
    boolean isBytePairs() {
        return algorithm == BYTE_PAIRS;
    }

    int unknownId() {
        return unknownId;
    }

    /** How characters are normalised, in SentencePiece's own form; empty where they are not. */
    byte[] charactersMap() {
        return charactersMap;
    }
}
