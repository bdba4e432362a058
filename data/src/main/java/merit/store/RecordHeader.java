package merit.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The first {@value #BYTES} bytes of a file of records, little-endian: magic, version, key, counts, checksum of all that follows, and
 * one of the header itself.
 *
 * @param key what the records depend on, {@value #KEY_BYTES} bytes
 * @param count of records
 * @param longest bytes of the longest record
 * @param offsetsAt where the table of offsets begins: the end of the records
 * @param noteAt where the note begins: the end of that table
 * @param end of the note and the file
 * @param checksum CRC-32C of all bytes behind the header
 */
@SuppressWarnings("ArrayRecordComponent") // neither compared nor kept
record RecordHeader(byte[] key, int count, int longest, long offsetsAt, long noteAt, long end, int checksum) {
    static final int BYTES = 128;
    static final int KEY_BYTES = 32;

    private static final byte[] MAGIC = {'M', 'E', 'R', 'I', 'T', 'R', 'E', 'C'};
    private static final int VERSION = 1;

    ByteBuffer toBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(MAGIC).putInt(VERSION).put(key).putInt(count).putInt(longest);
        bytes.putLong(offsetsAt).putLong(noteAt).putLong(end).putInt(checksum);
        return bytes.putInt(BYTES - Integer.BYTES, sum(bytes)).rewind();
    }

    /** @throws UnusableFileException where these bytes are no such header */
    static RecordHeader of(ByteBuffer bytes) throws UnusableFileException {
        byte[] magic = new byte[MAGIC.length];
        bytes.order(ByteOrder.LITTLE_ENDIAN).get(magic);
        if (!Arrays.equals(magic, MAGIC)) {
            throw new UnusableFileException("no file of records");
        }
        int version = bytes.getInt();
        if (version != VERSION) {
            throw new UnusableFileException("version " + version + ", not " + VERSION);
        }
        if (bytes.getInt(BYTES - Integer.BYTES) != sum(bytes)) {
            throw new UnusableFileException("a header that was altered or half written");
        }
        byte[] key = new byte[KEY_BYTES];
        bytes.get(key);
        return new RecordHeader(
                key, bytes.getInt(), bytes.getInt(), bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getInt());
    }

    private static int sum(ByteBuffer bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes.duplicate().position(0).limit(BYTES - Integer.BYTES));
        return (int) sum.getValue();
    }
}
