package merit.serving;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import merit.serving.batch.ScoreCache;
import merit.serving.dialect.ErrorType;
import merit.serving.dialect.WireException;
import org.jspecify.annotations.Nullable;

/** The models that are served, by name; the first is the one for requests that name none. Thread-safe. */
final class ModelRegistry implements AutoCloseable {
    private final List<ModelSource> sources;
    private final int cachedScores;
    private final Consumer<Runnable> closing;
    private final Map<String, LoadedModel> models = new ConcurrentHashMap<>();
    /** By name: what the source was like when its model was opened last, or was not to be opened. */
    private final Map<String, String> tried = new ConcurrentHashMap<>();

    private volatile boolean ready;
    private volatile boolean closed;

    /**
     * @param sources one or more, of different names
     * @param cachedScores of each model
     * @param closing runs the closing of a scorer when nothing computes with it
     */
    ModelRegistry(List<ModelSource> sources, int cachedScores, Consumer<Runnable> closing) {
        this.sources = List.copyOf(sources);
        this.cachedScores = cachedScores;
        this.closing = closing;
        if (sources.isEmpty()
                || sources.stream().map(ModelSource::name).distinct().count() < sources.size()) {
            throw new IllegalArgumentException("models to serve: found " + names()
                    + ", need one or more of different names; say NAME=RUN where two folders have one name");
        }
    }

    /** Opens all; until then every request is told to come later. */
    synchronized void load() throws IOException {
        for (ModelSource source : sources) {
            put(open(source));
        }
        ready = !closed;
    }

    /** The version is taken first: what changes while it is opened has changed since. */
    private LoadedModel open(ModelSource source) throws IOException {
        tried.put(source.name(), source.version().get());
        return new LoadedModel(source.name(), source.opening().open(), new ScoreCache(cachedScores), closing);
    }

    /**
     * Opens a model again and puts it in the place of the one that is served. Requests that run keep the old one to their end. One
     * at a time, and after all have been loaded.
     *
     * @return its name
     * @throws IOException where it cannot be read; the old one stays
     * @throws IllegalArgumentException where it does not score as it did when it was saved; the old one stays
     */
    synchronized String reload(@Nullable String name) throws IOException {
        ModelSource source = source(name);
        put(open(source));
        if (closed) {
            throw ending();
        }
        return source.name();
    }

    /** In the place of one of this name; closed at once where the registry has been closed meanwhile. */
    private void put(LoadedModel fresh) {
        LoadedModel old = models.put(fresh.name(), fresh);
        if (old != null) {
            old.retire();
        }
        if (closed) {
            fresh.retire();
        }
    }

    /** The version of a source when its model was opened last, or was not to be opened; null before the first time. */
    @Nullable
    String tried(String name) {
        return tried.get(name);
    }

    List<ModelSource> sources() {
        return sources;
    }

    List<String> names() {
        return sources.stream().map(ModelSource::name).toList();
    }

    /** A hold on the model of this name, or on the first. */
    LoadedModel.Lease lease(@Nullable String name) {
        while (ready && !closed) {
            LoadedModel.Lease lease =
                    Objects.requireNonNull(models.get(source(name).name())).lease();
            if (lease != null) {
                return lease; // else it was replaced just now
            }
        }
        throw ending();
    }

    private static WireException ending() {
        return new WireException(
                503, ErrorType.UNHEALTHY, "not ready: loading or ending; try again soon", Duration.ofSeconds(1));
    }

    private ModelSource source(@Nullable String name) {
        if (name == null) {
            return sources.get(0);
        }
        return sources.stream()
                .filter(source -> source.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new WireException(
                        404,
                        ErrorType.VALIDATION,
                        "no model of that name: need one of " + String.join(", ", names())
                                + ", or none for the first"));
    }

    /** What is loaded, by name, in the order given. */
    Map<String, LoadedModel> loaded() {
        Map<String, LoadedModel> loaded = new LinkedHashMap<>();
        for (ModelSource source : sources) {
            LoadedModel model = models.get(source.name());
            if (model != null) {
                loaded.put(source.name(), model);
            }
        }
        return loaded;
    }

    @Override
    public void close() {
        closed = true;
        ready = false;
        models.values().forEach(LoadedModel::retire);
    }
}
