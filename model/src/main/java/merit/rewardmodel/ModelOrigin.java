package merit.rewardmodel;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import merit.scoring.Calibration;
import merit.scoring.Normalization;

/**
 * Where a scorer's model comes from.
 *
 * @param modelId a folder, or a name
 * @param owned whether it is closed with the scorer
 * @param readsChats whether it is known how prompt and response become what it reads
 * @param calibration that was saved with it
 * @param golden rewards of the texts that are saved with every model; none where they are not known
 */
record ModelOrigin(String modelId, boolean owned, boolean readsChats, Calibration calibration, List<Double> golden) {
    static ModelOrigin saved(Path folder, Manifest manifest) {
        List<Double> golden = manifest.golden().stream().map(GoldenScore::score).toList();
        return new ModelOrigin(folder.toString(), true, true, manifest.calibration(), golden);
    }

    static ModelOrigin elsewhere(Path folder, boolean readsChats) {
        return new ModelOrigin(folder.toString(), true, readsChats, Calibration.NONE, List.of());
    }

    /** A model that stays the caller's. */
    static ModelOrigin borrowed(String name) {
        return new ModelOrigin(name, false, true, Calibration.NONE, List.of());
    }

    /** Mean and deviation of the golden rewards; empty where they are not known, or all alike. */
    Optional<Normalization> goldenScale() {
        double[] rewards = golden.stream().mapToDouble(reward -> reward).toArray();
        return DoubleStream.of(rewards).distinct().count() < 2
                ? Optional.empty()
                : Optional.of(Normalization.of(rewards));
    }
}
