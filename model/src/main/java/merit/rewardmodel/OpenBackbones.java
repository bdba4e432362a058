package merit.rewardmodel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import merit.backbone.PretrainedBackbone;

/**
 * Backbones that were opened for a first model and serve those after it: each is in memory once. Holds them while models are
 * opened; closing it leaves them to the models. No adapter may be attached to one while the next model is opened.
 */
final class OpenBackbones implements AutoCloseable {
    /** For a model that is opened alone. */
    static final OpenBackbones APART = new OpenBackbones(false);

    private final boolean held;
    private final Map<String, PretrainedBackbone> byPlace = new LinkedHashMap<>();

    private OpenBackbones(boolean held) {
        this.held = held;
    }

    /** None yet, for models that are opened one after another. */
    static OpenBackbones toShare() {
        return new OpenBackbones(true);
    }

    /** The model of a name or a folder; the caller holds it and closes it. */
    PretrainedBackbone of(String place) {
        PretrainedBackbone known = byPlace.get(key(place));
        return known != null ? known.again() : held(place, PretrainedBackbone.open(place));
    }

    /** The model of a folder, on a backbone of the same weights where there is one; the caller holds it and closes it. */
    PretrainedBackbone ofModel(Path folder) {
        for (PretrainedBackbone known : byPlace.values()) {
            Optional<PretrainedBackbone> same = PretrainedBackbone.openOn(folder, known);
            if (same.isPresent()) {
                return same.get();
            }
        }
        return held(folder.toString(), PretrainedBackbone.open(folder));
    }

    private PretrainedBackbone held(String place, PretrainedBackbone opened) {
        if (!held) {
            return opened;
        }
        byPlace.put(key(place), opened);
        return opened.again();
    }

    /** A folder by whatever path it is named. */
    private static String key(String place) {
        Path path = Path.of(place);
        try {
            return Files.exists(path) ? path.toRealPath().toString() : place;
        } catch (IOException e) {
            throw new UncheckedIOException(place + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }

    @Override
    public void close() {
        byPlace.values().forEach(PretrainedBackbone::close);
        byPlace.clear();
    }
}
