package merit.serving.batch;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import merit.encoding.TokenRow;
import merit.scoring.Score;
import org.jspecify.annotations.Nullable;

/**
 * Scores of one model by the content of the rows, those used longest ago forgotten first. A row is known by the SHA-256 of what
 * makes rows equal: its ids, its segments and where its response starts, so that an entry takes about 200 bytes whatever the row's length. Thread-safe.
 */
public final class ScoreCache {
    private final int entries;
    private final Map<ByteBuffer, Score> scores = new LinkedHashMap<>(16, 0.75f, true);
    private final AtomicLong hits = new AtomicLong();
    private final AtomicLong misses = new AtomicLong();

    /** @param entries the most that are kept; 0 keeps none */
    public ScoreCache(int entries) {
        if (entries < 0) {
            throw new IllegalArgumentException("cached scores: found " + entries + ", need 0 or more");
        }
        this.entries = entries;
    }

    /** What is known of a row, with the row's own counts of tokens; null where nothing is. */
    public @Nullable Score get(TokenRow row) {
        if (entries == 0) {
            misses.incrementAndGet();
            return null;
        }
        ByteBuffer key = key(row);
        Score known;
        synchronized (scores) {
            known = scores.get(key);
        }
        (known == null ? misses : hits).incrementAndGet();
        return known == null ? null : of(known, row);
    }

    /** The score with the counts of another row of the same content. */
    public static Score of(Score score, TokenRow row) {
        Integer cut = score.truncatedTokens() == null ? null : row.truncatedTokens();
        return new Score(score.value(), score.objectives(), score.spread(), score.tokens(), cut);
    }

    public void put(TokenRow row, Score score) {
        if (entries == 0) {
            return;
        }
        ByteBuffer key = key(row);
        synchronized (scores) {
            scores.put(key, score);
            if (scores.size() > entries) {
                scores.remove(scores.keySet().iterator().next());
            }
        }
    }

    private static ByteBuffer key(TokenRow row) {
        ByteBuffer content = ByteBuffer.allocate(2 * Integer.BYTES * row.length() + Integer.BYTES);
        for (int i = 0; i < row.length(); i++) {
            content.putInt(row.id(i)).putInt(row.segment(i));
        }
        content.putInt(row.responseStart());
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(content.array()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    public long hits() {
        return hits.get();
    }

    public long misses() {
        return misses.get();
    }

    public int size() {
        synchronized (scores) {
            return scores.size();
        }
    }
}
