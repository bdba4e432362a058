package merit.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The first 128 bits of a SHA-256: two different contents among a billion have the same one with a probability of 10^-21. Ordered as
 * its hexadecimal digits are.
 */
public record Digest(long high, long low) implements Comparable<Digest> {
    public static final int BYTES = 2 * Long.BYTES;

    /** Of texts, each with its length before it, so that no two lists run together to the same bytes. */
    public static Digest of(Iterable<String> parts) {
        MessageDigest sha = sha256();
        parts.forEach(part -> update(sha, part.getBytes(StandardCharsets.UTF_8)));
        return of(sha.digest());
    }

    /** The whole SHA-256 of some bytes, each with its length before it; 32 bytes. */
    public static byte[] sha256(Iterable<byte[]> parts) {
        MessageDigest sha = sha256();
        parts.forEach(part -> update(sha, part));
        return sha.digest();
    }

    private static void update(MessageDigest sha, byte[] part) {
        sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).flip());
        sha.update(part);
    }

    /** Of bytes as they stand. */
    public static Digest ofContent(byte[] content) {
        return of(sha256().digest(content));
    }

    private static Digest of(byte[] hash) {
        ByteBuffer bytes = ByteBuffer.wrap(hash);
        return new Digest(bytes.getLong(), bytes.getLong());
    }

    /** SHA-256, which every Java platform has. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java platform has no SHA-256", e);
        }
    }

    @Override
    public int compareTo(Digest other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    @Override
    public String toString() {
        return String.format("%016x%016x", high, low);
    }
}
