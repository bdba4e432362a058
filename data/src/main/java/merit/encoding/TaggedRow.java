package merit.encoding;

import java.util.Arrays;

/** A whole row before anything is cut, with whose each token is. */
final class TaggedRow {
    /** Never cut: the tokenizer's own, and a template's outside of earlier turns. */
    static final byte CONTROL = 0;

    static final byte FIXED = 1;
    static final byte PROMPT = 2;
    static final byte RESPONSE = 3;

    /** What a chat template writes between turns of the prompt, control tokens too. */
    static final byte TURN = 4;

    private int[] ids = new int[64];
    private int[] segments = new int[64];
    private byte[] tags = new byte[64];
    private int length;

    void add(int id, int segment, byte tag) {
        if (length == ids.length) {
            ids = Arrays.copyOf(ids, 2 * length);
            segments = Arrays.copyOf(segments, 2 * length);
            tags = Arrays.copyOf(tags, 2 * length);
        }
        ids[length] = id;
        segments[length] = segment;
        tags[length++] = tag;
    }

    void addAll(int[] more, int segment, byte tag) {
        for (int id : more) {
            add(id, segment, tag);
        }
    }

    /** Another row with the same tokens. */
    TaggedRow copy() {
        TaggedRow copy = new TaggedRow();
        copy.ids = ids.clone();
        copy.segments = segments.clone();
        copy.tags = tags.clone();
        copy.length = length;
        return copy;
    }

    int length() {
        return length;
    }

    boolean isControl(int position) {
        return tags[position] == CONTROL;
    }

    boolean is(int position, byte tag) {
        return tags[position] == tag;
    }

    int count(byte tag) {
        int count = 0;
        for (int i = 0; i < length; i++) {
            count += tags[i] == tag ? 1 : 0;
        }
        return count;
    }

    /** The row that the model reads: at most {@code maxLength} tokens, which must leave room for the control tokens. */
    TokenRow cut(int maxLength, Truncation truncation) {
        int over = length - maxLength;
        boolean[] gone = new boolean[length];
        if (over > 0) {
            switch (truncation) {
                case PROMPT -> {
                    over = cutStart(gone, over, PROMPT, PROMPT);
                    over = cutStart(gone, over, TURN, TURN);
                    over = cutEnd(gone, over, RESPONSE, RESPONSE);
                    over = cutEnd(gone, over, FIXED, FIXED);
                }
                case LEFT -> over = cutStart(gone, over, FIXED, TURN);
                case RIGHT -> over = cutEnd(gone, over, FIXED, TURN);
            }
            if (over > 0) {
                throw new IllegalArgumentException("max length: found " + maxLength + ", need more than "
                        + count(CONTROL) + ", the row's control tokens");
            }
        }
        return without(gone);
    }

    /** The row with so many tokens of its prompt and of its response at most. */
    TokenRow cut(LongestFirst kept, boolean fromStart) {
        boolean[] gone = new boolean[length];
        int overPrompt = count(PROMPT) - kept.first();
        int overResponse = count(RESPONSE) - kept.second();
        if (fromStart) {
            cutStart(gone, overPrompt, PROMPT, PROMPT);
            cutStart(gone, overResponse, RESPONSE, RESPONSE);
        } else {
            cutEnd(gone, overPrompt, PROMPT, PROMPT);
            cutEnd(gone, overResponse, RESPONSE, RESPONSE);
        }
        return without(gone);
    }

    private int cutStart(boolean[] gone, int over, byte fromTag, byte toTag) {
        int left = over;
        for (int i = 0; i < length && left > 0; i++) {
            if (tags[i] >= fromTag && tags[i] <= toTag) {
                gone[i] = true;
                left--;
            }
        }
        return left;
    }

    private int cutEnd(boolean[] gone, int over, byte fromTag, byte toTag) {
        int left = over;
        for (int i = length - 1; i >= 0 && left > 0; i--) {
            if (tags[i] >= fromTag && tags[i] <= toTag) {
                gone[i] = true;
                left--;
            }
        }
        return left;
    }

    private TokenRow without(boolean[] gone) {
        int[] keptIds = new int[length];
        int[] keptSegments = new int[length];
        int kept = 0;
        int cutResponse = 0;
        int response = TokenRow.UNKNOWN;
        for (int i = 0; i < length; i++) {
            if (tags[i] == RESPONSE && response == TokenRow.UNKNOWN) {
                response = kept;
            }
            if (!gone[i]) {
                keptIds[kept] = ids[i];
                keptSegments[kept++] = segments[i];
            } else if (tags[i] == RESPONSE) {
                cutResponse++;
            }
        }
        return new TokenRow(
                Arrays.copyOf(keptIds, kept),
                Arrays.copyOf(keptSegments, kept),
                length - kept - cutResponse,
                cutResponse,
                response == TokenRow.UNKNOWN ? kept - 1 : Math.min(response, kept - 1));
    }
}
