package merit.preference;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import merit.dialogue.Message;

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
        List<String> hashes = new ArrayList<>(sets.size());
        for (CandidateSet set : sets) {
            hashes.add(hash(set));
        }
        String ordered = joined(hashes);
        Collections.sort(hashes);
        return new Fingerprint(ordered, joined(hashes));
    }

    private static String joined(List<String> hashes) {
        return Sha256.hex(String.join("\n", hashes).getBytes(StandardCharsets.US_ASCII));
    }

    private static String hash(CandidateSet set) {
        MessageDigest digest = Sha256.digest();
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
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Each part with its length before it, so that no two lists of parts run together to the same bytes. */
    private static void add(MessageDigest digest, String part) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(bytes);
    }
}
