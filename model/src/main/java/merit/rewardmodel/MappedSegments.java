package merit.rewardmodel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

/** A file that grows, read through maps of some hundred megabytes each. For one thread at a time. */
final class MappedSegments {
    private static final int SEGMENT = 1 << 28;

    private final FileChannel channel;
    private final List<MappedByteBuffer> segments = new ArrayList<>();

    MappedSegments(FileChannel channel) {
        this.channel = channel;
    }

    /** Some bytes of the file, little-endian, for any thread; at most a GB. */
    ByteBuffer at(long from, int bytes) throws IOException {
        int segment = Math.toIntExact(from / SEGMENT);
        int inside = (int) (from % SEGMENT);
        while (segments.size() <= segment) {
            segments.add(mapped(segments.size(), 0));
        }
        if (segments.get(segment).capacity() < inside + bytes) {
            segments.set(
                    segment, mapped(segment, inside + bytes)); // the file has grown, or this goes on beyond a segment
        }
        return segments.get(segment).slice(inside, bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private MappedByteBuffer mapped(int segment, int least) throws IOException {
        long from = (long) segment * SEGMENT;
        long bytes = Math.min(Math.max(SEGMENT, least), channel.size() - from);
        return channel.map(FileChannel.MapMode.READ_ONLY, from, bytes);
    }

    /** Maps anew from now on, since the file is cut. */
    void forget() {
        segments.clear();
    }
}
