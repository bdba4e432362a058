package merit.serving;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import merit.encoding.TokenRow;
import merit.scoring.Score;
import merit.serving.batch.ScoreCache;

/** The rows of one request, each distinct one once, and what is known of them. One thread. */
final class KnownRows {
    private final List<TokenRow> rows;
    private final ScoreCache cache;
    private final Map<TokenRow, Score> scores = new LinkedHashMap<>();
    private final List<TokenRow> missing;

    KnownRows(List<TokenRow> rows, ScoreCache cache) {
        this.rows = rows;
        this.cache = cache;
        List<TokenRow> distinct = rows.stream().distinct().toList();
        for (TokenRow row : distinct) {
            Score known = cache.get(row);
            if (known != null) {
                scores.put(row, known);
            }
        }
        missing = distinct.stream().filter(row -> !scores.containsKey(row)).toList();
    }

    /** The rows to compute. */
    List<TokenRow> missing() {
        return missing;
    }

    /** @param computed a score for each missing row, in order */
    void learn(List<Score> computed) {
        for (int i = 0; i < missing.size(); i++) {
            scores.put(missing.get(i), computed.get(i));
            cache.put(missing.get(i), computed.get(i));
        }
    }

    /** A score for each row, in order, with the row's own counts. */
    List<Score> scores() {
        return rows.stream()
                .map(row -> ScoreCache.of(Objects.requireNonNull(scores.get(row)), row))
                .toList();
    }
}
