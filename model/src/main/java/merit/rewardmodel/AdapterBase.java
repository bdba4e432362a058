package merit.rewardmodel;

import java.io.IOException;
import java.nio.file.Path;
import merit.adapter.AdapterFolder;
import merit.backbone.PretrainedBackbone;
import org.jspecify.annotations.Nullable;

/** The model that an adapter was made of, by the name that the adapter's folder has for it. */
final class AdapterBase {
    /** Where others find the bundled model. */
    private static final String BUNDLED = "sentence-transformers/" + PretrainedBackbone.BUNDLED;

    private static final String WHERE = "say where it is: merit score --model BASE, merit merge BASE";

    private AdapterBase() {}

    /** A base as an adapter's folder names it: so that PEFT finds it too. */
    static String named(String base) {
        return base.equals(PretrainedBackbone.BUNDLED) ? BUNDLED : base;
    }

    /**
     * Where the base is.
     *
     * @param base where the user says it is; null for what the adapter's folder says
     * @throws IllegalArgumentException where neither says anything
     */
    static String place(Path adapter, @Nullable String base) throws IOException {
        String place = base == null ? AdapterFolder.base(adapter) : base;
        if (place.isEmpty()) {
            throw new IllegalArgumentException("adapter folder " + adapter
                    + ": found no base_model_name_or_path, need the model that was adapted; "
                    + WHERE);
        }
        return place.equals(BUNDLED) ? PretrainedBackbone.BUNDLED : place;
    }

    /** Opens the base of an adapter, or takes the one that is open; the caller owns it. */
    static PretrainedBackbone open(Path adapter, String place, OpenBackbones open) {
        try {
            return open.of(place);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "adapter folder " + adapter + ": its base cannot be opened: " + e.getMessage() + "; " + WHERE, e);
        }
    }
}
