package merit.training;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import merit.encoding.TokenRow;
import merit.layer.LayerMeans;
import merit.rewardmodel.BoundaryCache;
import merit.rewardmodel.FeatureCache;
import merit.rewardmodel.RewardModel;
import merit.rewardmodel.RowCache;
import org.jspecify.annotations.Nullable;

/** What a frozen backbone, or the frozen blocks below those that are trained, give of a run's rows, known before the first step. */
public final class Features {
    private final RowCache cache;
    private final int passTokens;
    private final TrainingObserver observer;

    Features(RowCache cache, int passTokens, TrainingObserver observer) {
        this.cache = cache;
        this.passTokens = passTokens;
        this.observer = observer;
    }

    /**
     * Opens what is known of a model's rows, where its backbone is frozen for good, as under a probe; until it is closed, the model's
     * scores are computed with it.
     *
     * @return null where rows go through the backbone each time
     * @throws IOException where the file cannot be read or written
     */
    public static @Nullable FeatureCache open(RewardModel model, TrainingConfig config) throws IOException {
        AdaptConfig adapt = config.adapt();
        boolean frozen =
                config.probe().isProbe() ? adapt.keepsFeatures() : adapt.cachesFeatures(model.configuredDropout());
        return frozen && model.adapter() == null
                ? FeatureCache.open(folder(adapt.featureCache(), System.getenv()), model)
                : null;
    }

    /**
     * The same for a run, also where the last blocks are trained and it takes more than one pass over its data: what those below give is
     * then known. Where that cannot be kept, the observer hears why.
     *
     * @return null where rows go through all blocks each time
     */
    static @Nullable RowCache ofRun(
            RewardModel model, TrainingConfig config, TrainingState state, TrainingObserver observer)
            throws IOException {
        AdaptConfig adapt = config.adapt();
        int lowest = model.backbone().blocks().size() - adapt.unfreezeLayers();
        boolean pays = lowest > 0 && state.maxSteps() > state.stepsPerEpoch();
        boolean readsLast = !(model.head().layout().reading() instanceof LayerMeans);
        if (!adapt.cachesStates(model.configuredDropout()) || !pays || !readsLast) {
            return open(model, config);
        }
        try {
            Path folder = folder(adapt.featureCache(), System.getenv());
            return BoundaryCache.open(folder, model, lowest, adapt.namesCache());
        } catch (IOException e) {
            observer.on(notKept(e));
            return null;
        }
    }

    /** The folder that a setting means: auto is {@code MERIT_CACHE}, or {@code merit} in the user's cache folder. */
    static Path folder(String setting, Map<String, String> environment) {
        return setting.equals(AdaptConfig.USUAL_CACHE) ? usualCache(environment).resolve("features") : Path.of(setting);
    }

    /** What is kept for other runs where nobody says where: {@code MERIT_CACHE}, or {@code merit} in the user's cache folder. */
    public static Path usualCache(Map<String, String> environment) {
        String own = environment.get("MERIT_CACHE");
        String caches = environment.get("XDG_CACHE_HOME");
        Path usual = caches != null ? Path.of(caches) : Path.of(System.getProperty("user.home"), ".cache");
        return own != null ? Path.of(own) : usual.resolve("merit");
    }

    /**
     * Sees to it that all rows are known, those to learn from and those held out; or as many as until a stop. States, which take room,
     * are known of what is held out where that is scored while training; where the disk has no room for them, they are given up.
     */
    void learn(TrainingSet data, WatchConfig watch, BooleanSupplier stopped) throws IOException {
        boolean held = watch.evaluates() || !(cache instanceof BoundaryCache);
        Iterable<TokenRow> rows =
                () -> Stream.concat(data.train().rows().stream(), held ? data.held().rows().stream() : Stream.empty())
                        .iterator();
        if (cache instanceof BoundaryCache states) {
            learnStates(states, rows, stopped);
        } else {
            learn(rows, stopped);
        }
    }

    private void learnStates(BoundaryCache states, Iterable<TokenRow> rows, BooleanSupplier stopped) {
        try {
            say(states, rows);
            learn(rows, stopped);
        } catch (IOException e) {
            states.close();
            observer.on(notKept(e));
        }
    }

    private static TrainingEvent.StatesNotKept notKept(IOException e) {
        String what = e instanceof FileSystemException ? e.toString() : e.getMessage();
        return new TrainingEvent.StatesNotKept(String.valueOf(what));
    }

    private void say(BoundaryCache states, Iterable<TokenRow> rows) {
        RowCache.Missing todo = states.missing(rows);
        if (todo.missing() > 0) {
            observer.on(new TrainingEvent.KeepingStates(
                    states.block(),
                    states.blocks(),
                    todo.rows(),
                    todo.missing(),
                    todo.bytes(),
                    states.file(),
                    states.isKept()));
        }
    }

    /** Sees to it that these rows are known; or as many as until a stop. */
    void learn(Iterable<TokenRow> rows, BooleanSupplier stopped) throws IOException {
        long start = System.nanoTime();
        int all = cache.missing(rows).rows();
        int computed = cache.add(rows, passTokens, (known, of) -> {
            observer.on(new TrainingEvent.ReadingFeatures(known, of));
            return !stopped.getAsBoolean();
        });
        if (!stopped.getAsBoolean()) {
            double seconds = (System.nanoTime() - start) / 1e9;
            observer.on(new TrainingEvent.FeaturesKnown(all, computed, cache.file(), cache.isKept(), seconds));
        }
    }
}
