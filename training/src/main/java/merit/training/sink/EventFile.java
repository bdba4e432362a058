package merit.training.sink;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * TensorBoard's event file: records of TensorFlow's TFRecord format (length, masked CRC-32C of the length, data, masked CRC-32C of
 * the data), each a protocol buffer {@code Event}. Field numbers are those of tensorboard/compat/proto/event.proto and
 * summary.proto. Owns the stream. For one thread.
 */
final class EventFile implements Closeable {
    private static final int MASK = 0xa282ead8;
    private static final int WALL_TIME = 1; // of Event
    private static final int STEP = 2;
    private static final int FILE_VERSION = 3;
    private static final int SUMMARY = 5;
    private static final int SESSION_LOG = 7;
    private static final int VALUE = 1; // of Summary
    private static final int TAG = 1; // of Summary.Value
    private static final int SIMPLE_VALUE = 2;
    private static final int STATUS = 1; // of SessionLog
    private static final int START = 1;
    private static final int VARINT = 0; // of the wire format
    private static final int FIXED_64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED_32 = 5;

    private final OutputStream out;

    /** Begins the file. */
    EventFile(OutputStream out, double wallTime) throws IOException {
        this.out = out;
        Message event = new Message().number64(WALL_TIME, wallTime);
        record(event.bytes(FILE_VERSION, "brain.Event:2".getBytes(StandardCharsets.UTF_8)));
    }

    /** Says that what older files have from this step on no longer counts: the run was resumed before it. */
    void restart(double wallTime, long step) throws IOException {
        Message session = new Message().varint(STATUS, START);
        record(new Message().number64(WALL_TIME, wallTime).varint(STEP, step).bytes(SESSION_LOG, session.toBytes()));
    }

    /** Numbers by their tags, as of one step. */
    void scalars(double wallTime, long step, Map<String, Float> values) throws IOException {
        Message summary = new Message();
        values.forEach((tag, value) -> summary.bytes(
                VALUE,
                new Message()
                        .bytes(TAG, tag.getBytes(StandardCharsets.UTF_8))
                        .number32(SIMPLE_VALUE, value)
                        .toBytes()));
        record(new Message().number64(WALL_TIME, wallTime).varint(STEP, step).bytes(SUMMARY, summary.toBytes()));
    }

    private void record(Message event) throws IOException {
        byte[] data = event.toBytes();
        byte[] length = new byte[Long.BYTES];
        little(length).putLong(data.length);
        byte[] record = new byte[length.length + Integer.BYTES + data.length + Integer.BYTES];
        little(record).put(length).putInt(masked(length)).put(data).putInt(masked(data));
        out.write(record);
        out.flush();
    }

    /** A checksum that may itself be part of data with checksums. */
    static int masked(byte[] data) {
        CRC32C sum = new CRC32C();
        sum.update(data);
        return Integer.rotateRight((int) sum.getValue(), 15) + MASK;
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    /** A protocol buffer, field by field. */
    private static final class Message {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Message varint(int field, long value) {
            if (value != 0) { // the default is left out
                key(field, VARINT);
                put(value);
            }
            return this;
        }

        Message number64(int field, double value) {
            key(field, FIXED_64);
            byte[] number = new byte[Double.BYTES];
            little(number).putDouble(value);
            bytes.writeBytes(number);
            return this;
        }

        Message number32(int field, float value) {
            key(field, FIXED_32);
            byte[] number = new byte[Float.BYTES];
            little(number).putFloat(value);
            bytes.writeBytes(number);
            return this;
        }

        Message bytes(int field, byte[] value) {
            key(field, BYTES);
            put(value.length);
            bytes.writeBytes(value);
            return this;
        }

        byte[] toBytes() {
            return bytes.toByteArray();
        }

        private void key(int field, int type) {
            put(((long) field << 3) | type);
        }

        /** Seven bits a byte, the lowest first. */
        private void put(long value) {
            long rest = value;
            for (; (rest & ~0x7FL) != 0; rest >>>= 7) {
                bytes.write((int) (rest & 0x7F) | 0x80);
            }
            bytes.write((int) rest);
        }
    }
}
