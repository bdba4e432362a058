package merit.preference;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import merit.dialogue.Message;
import merit.store.Digest;

/**
 * SHA-256 of what preferences say (prompts, responses, attributes and judgements; not metadata, file names or lines), for
 * the provenance of a model.
 *
 * @param ordered changes with the order of the sets
 * @param unordered the same for the same sets in any order
 */
public record Fingerprint(String ordered, String unordered) {
    /** Of these sets. */
    public static Fingerprint of(List<CandidateSet> sets) {
        return of(sets.stream());
    }

    /** Of sets that go by one after the other: in memory are about fifty bytes of each. */
    public static Fingerprint of(Stream<CandidateSet> sets) {
        byte[][] hashes = sets.map(Fingerprint::hash).toArray(byte[][]::new);
        String ordered = joined(hashes);
        Arrays.sort(hashes, Arrays::compareUnsigned); // the order of their hexadecimal digits
        return new Fingerprint(ordered, joined(hashes));
    }

    /** SHA-256 of the hexadecimal digits, one hash a line. */
    private static String joined(byte[][] hashes) {
        MessageDigest digest = Digest.sha256();
        String before = "";
        for (byte[] hash : hashes) {
            digest.update((before + HexFormat.of().formatHex(hash)).getBytes(StandardCharsets.US_ASCII));
            before = "\n";
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static byte[] hash(CandidateSet set) {
        MessageDigest digest = Digest.sha256();
        for (Message message : set.prompt().messages()) {
            add(digest, message.role().wireName());
            add(digest, message.content());
        }
        for (Candidate candidate : set.candidates()) {
            add(digest, "candidate");
            add(digest, candidate.response());
            candidate.attributes().entrySet().stream()
                    .sorted(java.util.Map.Entry.comparingByKey())
                    .forEach(entry -> add(digest, entry.getKey() + "=" + entry.getValue()));
        }
        for (Judgement judgement : set.judgements()) {
            add(digest, judgement.toString());
        }
        return digest.digest();
    }

    /** Each part with its length before it, so that no two lists of parts run together to the same bytes. */
    private static void add(MessageDigest digest, String part) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(bytes);
    }
}
