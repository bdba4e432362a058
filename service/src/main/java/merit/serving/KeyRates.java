package merit.serving;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import merit.serving.dialect.ErrorType;
import merit.serving.dialect.WireException;

/** How often each key may ask: a bucket of tokens a key, filled evenly. Thread-safe. */
final class KeyRates {
    private final int perMinute;
    private final List<Bucket> buckets;

    /** @param perMinute 0 for no limit */
    KeyRates(int perMinute, int keys) {
        this.perMinute = perMinute;
        this.buckets = IntStream.range(0, perMinute == 0 ? 0 : keys)
                .<Bucket>mapToObj(key -> Bucket.builder()
                        .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, Duration.ofMinutes(1)))
                        .build())
                .toList();
    }

    /**
     * Counts a request.
     *
     * @param key its place among the keys
     * @throws WireException 429 where the key has asked too often
     */
    void count(int key) {
        if (buckets.isEmpty()) {
            return;
        }
        ConsumptionProbe probe = buckets.get(key).tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            long seconds = 1 + TimeUnit.NANOSECONDS.toSeconds(probe.getNanosToWaitForRefill());
            throw new WireException(
                    429,
                    ErrorType.OVERLOADED,
                    "too many requests with this key: need " + perMinute + " a minute or fewer; try again later",
                    Duration.ofSeconds(seconds));
        }
    }
}
