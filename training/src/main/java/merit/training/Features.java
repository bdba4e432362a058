package merit.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import merit.encoding.TokenRow;
import merit.rewardmodel.FeatureCache;
import merit.rewardmodel.RewardModel;
import org.jspecify.annotations.Nullable;

/** What a frozen backbone gives of a run's rows, known before the first step. */
public final class Features {
    private final FeatureCache cache;
    private final int passTokens;
    private final TrainingObserver observer;

    Features(FeatureCache cache, int passTokens, TrainingObserver observer) {
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

    /** Sees to it that all rows are known, those to learn from and those held out; or as many as until a stop. */
    void learn(TrainingSet data, BooleanSupplier stopped) throws IOException {
        Set<TokenRow> distinct = new LinkedHashSet<>(data.train().rows());
        distinct.addAll(data.held().rows());
        learn(new ArrayList<>(distinct), stopped);
    }

    /** Sees to it that these rows are known, which are distinct; or as many as until a stop. */
    void learn(List<TokenRow> rows, BooleanSupplier stopped) throws IOException {
        long start = System.nanoTime();
        int computed = cache.add(rows, passTokens, known -> {
            observer.on(new TrainingEvent.ReadingFeatures(known, rows.size()));
            return !stopped.getAsBoolean();
        });
        if (!stopped.getAsBoolean()) {
            double seconds = (System.nanoTime() - start) / 1e9;
            observer.on(new TrainingEvent.FeaturesKnown(rows.size(), computed, cache.file(), cache.isKept(), seconds));
        }
    }
}
