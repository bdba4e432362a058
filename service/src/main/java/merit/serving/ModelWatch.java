package merit.serving;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks again and again whether a served model has changed where it comes from since it was opened last, and opens it again once it
 * has and then stood still from one look to the next. A new one that cannot be opened, or does not repeat its golden scores, is not
 * tried again until it changes once more; the old one stays. One thread of its own. Close it before the registry.
 */
final class ModelWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModelWatch.class);

    private final ModelRegistry models;
    private final CountDownLatch closed = new CountDownLatch(1);
    /** By name: of the last look. */
    private final Map<String, String> seen = new HashMap<>();

    ModelWatch(ModelRegistry models, Duration every) {
        this.models = models;
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
        models.sources().forEach(source -> {
            try {
                if (hasChanged(source)) {
                    reload(source);
                }
            } catch (Throwable e) { // whatever it is: without this thread nothing is opened again any more
                LOG.warn("{}: cannot be looked at, the model stays: {}", source.name(), e.getMessage(), e);
            }
        });
    }

    /** Whether it is another than the one that was opened or tried last, and was the same at two looks. */
    private boolean hasChanged(ModelSource source) {
        String now = source.version().get();
        boolean stands = now.equals(seen.put(source.name(), now));
        return stands && !now.equals(models.tried(source.name()));
    }

    private void reload(ModelSource source) {
        try {
            models.reload(source.name());
            LOG.info("{}: changed, opened again, and it repeats its golden scores", source.name());
        } catch (Throwable e) {
            LOG.warn("{}: changed, but the old model stays: {}", source.name(), e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
