package merit.preference.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import merit.dialogue.Conversation;
import merit.dialogue.Message;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import merit.preference.Judgement;
import merit.preference.Origin;
import merit.preference.PromptDigest;
import merit.store.Digest;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A set as a record of a {@link SetFile}: number of its first answer, number of its file and digest of its prompt, 24 bytes, and then all
 * else but the file's name as JSON.
 *
 * @param line of the file, or row
 * @param unit which of them
 */
record StoredSet(
        List<Message> messages,
        List<Candidate> candidates,
        List<Judgement> judgements,
        Map<String, Object> metadata,
        long line,
        String unit) {
    private static final int FIRST_ANSWER = 0;
    private static final int FILE = Integer.BYTES;
    private static final int PROMPT = FILE + Integer.BYTES;
    private static final int BODY = PROMPT + Digest.BYTES;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
            .enable(DeserializationFeature.USE_LONG_FOR_INTS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /**
     * The record of a set.
     *
     * @param firstAnswer number of its first answer among those of all sets
     * @param file number of its file
     */
    static byte[] encode(CandidateSet set, int firstAnswer, int file) {
        Origin origin = set.origin();
        byte[] body = JSON.writeValueAsBytes(new StoredSet(
                set.prompt().messages(),
                set.candidates(),
                set.judgements(),
                set.metadata(),
                origin.line(),
                origin.unit()));
        Digest prompt = PromptDigest.of(set.prompt());
        return ByteBuffer.allocate(BODY + body.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(firstAnswer)
                .putInt(file)
                .putLong(prompt.high())
                .putLong(prompt.low())
                .put(body)
                .array();
    }

    static int firstAnswer(ByteBuffer record) {
        return record.getInt(FIRST_ANSWER);
    }

    static int file(ByteBuffer record) {
        return record.getInt(FILE);
    }

    static Digest prompt(ByteBuffer record) {
        return new Digest(record.getLong(PROMPT), record.getLong(PROMPT + Long.BYTES));
    }

    /** The set itself, of a file of this name. */
    static CandidateSet decode(ByteBuffer record, String file) {
        byte[] body = new byte[record.limit() - BODY];
        record.get(BODY, body);
        StoredSet set = JSON.readValue(body, StoredSet.class);
        return new CandidateSet(
                new Conversation(set.messages),
                set.candidates,
                set.judgements,
                set.metadata,
                new Origin(file, set.line, set.unit));
    }
}
