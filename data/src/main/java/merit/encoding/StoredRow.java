package merit.encoding;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import merit.store.Digest;

/**
 * A row as a record of a {@link TokenFile}: digest of what makes it equal to others, its length, what was cut, where the response begins,
 * then the ids in as few bytes as the vocabulary needs, and one byte a token for the segments where these are not all 0.
 */
final class StoredRow {
    /** Raise it where conversations become other rows, or rows other bytes. */
    static final int VERSION = 1;

    private static final int LENGTH = Digest.BYTES;
    private static final int IDS = LENGTH + 4 * Integer.BYTES;

    private StoredRow() {}

    /** How many bytes an id takes: 2 up to 65,536 of them, else 3 or 4. */
    static int idBytes(int vocabulary) {
        return vocabulary <= 1 << 16 ? 2 : vocabulary <= 1 << 24 ? 3 : 4;
    }

    static byte[] encode(TokenRow row, int idBytes) {
        int length = row.length();
        boolean segmented = isSegmented(row);
        ByteBuffer content = ByteBuffer.allocate(2 * Integer.BYTES + length * (idBytes + (segmented ? 1 : 0)))
                .order(ByteOrder.LITTLE_ENDIAN);
        content.putInt(length).putInt(row.responseStart());
        for (int i = 0; i < length; i++) {
            int id = row.id(i);
            for (int part = 0; part < idBytes; part++) {
                content.put((byte) (id >>> (Byte.SIZE * part)));
            }
        }
        for (int i = 0; segmented && i < length; i++) {
            content.put((byte) row.segment(i));
        }
        Digest digest = Digest.ofContent(content.array());
        content.flip();
        return ByteBuffer.allocate(IDS + content.limit() - 2 * Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(digest.high())
                .putLong(digest.low())
                .putInt(content.getInt())
                .putInt(content.getInt())
                .putInt(row.truncatedPromptTokens())
                .putInt(row.truncatedResponseTokens())
                .put(content)
                .array();
    }

    private static boolean isSegmented(TokenRow row) {
        for (int i = 0; i < row.length(); i++) {
            if (row.segment(i) != 0) {
                return true;
            }
        }
        return false;
    }

    static Digest digest(ByteBuffer record) {
        return new Digest(record.getLong(0), record.getLong(Long.BYTES));
    }

    static int length(ByteBuffer record) {
        return record.getInt(LENGTH);
    }

    static TokenRow decode(ByteBuffer record, int idBytes) {
        int length = length(record);
        record.position(LENGTH + Integer.BYTES);
        int responseStart = record.getInt();
        int truncatedPrompt = record.getInt();
        int truncatedResponse = record.getInt();
        int[] ids = new int[length];
        for (int i = 0; i < length; i++) {
            for (int part = 0; part < idBytes; part++) {
                ids[i] |= (record.get() & 0xff) << (Byte.SIZE * part);
            }
        }
        int[] segments = new int[length];
        for (int i = 0; record.hasRemaining() && i < length; i++) {
            segments[i] = record.get();
        }
        return new TokenRow(ids, segments, truncatedPrompt, truncatedResponse, responseStart);
    }
}
