package merit.serving;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks again and again whether a served model has changed where it comes from, and opens it again once it has and then stood still
 * from one look to the next. A new one that cannot be opened, or does not repeat its golden scores, is not tried again until it
 * changes once more; the old one stays. One thread of its own. Close it before the registry.
 */
final class ModelWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModelWatch.class);

    private final ModelRegistry models;
    private final CountDownLatch closed = new CountDownLatch(1);
    /** By name: of what is served or was tried last, and of the last look. */
    private final Map<String, String> known = new HashMap<>();

    private final Map<String, String> seen = new HashMap<>();

    /** Begins; what the models are like now is what is served. */
    ModelWatch(ModelRegistry models, Duration every) {
        this.models = models;
        models.sources()
                .forEach(source -> known.put(source.name(), source.version().get()));
        seen.putAll(known);
        Thread thread = new Thread(() -> lookEach(every), "merit-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private void lookEach(Duration every) {
        try {
            while (!closed.await(every.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            LOG.warn("models are no longer watched");
        }
    }

    private void look() {
        for (ModelSource source : models.sources()) {
            String now = source.version().get();
            boolean stands = now.equals(seen.put(source.name(), now));
            if (stands && !now.equals(known.get(source.name()))) {
                known.put(source.name(), now);
                reload(source.name());
            }
        }
    }

    private void reload(String name) {
        try {
            models.reload(name);
            LOG.info("{}: changed, opened again, and it repeats its golden scores", name);
        } catch (IOException | RuntimeException e) {
            LOG.warn("{}: changed, but the old model stays: {}", name, e.getMessage());
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
