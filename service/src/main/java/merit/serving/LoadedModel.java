package merit.serving;

import java.util.function.Consumer;
import merit.scoring.RowScorer;
import merit.serving.batch.ScoreCache;
import org.jspecify.annotations.Nullable;

/** A model with its cache and a count of the requests that use it, so that it is closed after the last of them. Thread-safe. */
final class LoadedModel {
    private final String name;
    private final ServedModel model;
    private final ScoreCache cache;
    private final Consumer<Runnable> closing;
    private int leases;
    private boolean retired;

    /** @param closing runs the closing of a scorer when nothing computes with it */
    LoadedModel(String name, ServedModel model, ScoreCache cache, Consumer<Runnable> closing) {
        this.name = name;
        this.model = model;
        this.cache = cache;
        this.closing = closing;
    }

    /** A request's hold on the model; closing it lets go. */
    final class Lease implements AutoCloseable {
        private Lease() {}

        String name() {
            return name;
        }

        ServedModel model() {
            return model;
        }

        RowScorer scorer() {
            return model.scorer();
        }

        ScoreCache cache() {
            return cache;
        }

        @Override
        public void close() {
            release();
        }
    }

    /** The hold of one request; null where the model has been replaced. */
    synchronized @Nullable Lease lease() {
        if (retired) {
            return null;
        }
        leases++;
        return new Lease();
    }

    private synchronized void release() {
        leases--;
        closeUnlessUsed();
    }

    /** No request gets it any more; it is closed as soon as none has it. */
    synchronized void retire() {
        if (!retired) {
            retired = true;
            closeUnlessUsed();
        }
    }

    private void closeUnlessUsed() {
        if (retired && leases == 0) {
            closing.accept(model.scorer()::close);
        }
    }

    String name() {
        return name;
    }

    ServedModel model() {
        return model;
    }

    ScoreCache cache() {
        return cache;
    }
}
