package merit.rewardmodel;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import merit.encoding.PromptTemplate;
import merit.layer.Products;
import merit.scoring.Calibration;
import merit.scoring.Normalization;
import merit.tensor.Engine;
import merit.tensor.Precision;

/**
 * Where a scorer's model comes from.
 *
 * @param modelId a folder, or a name
 * @param owned whether it is closed with the scorer
 * @param readsChats whether it is known how prompt and response become what it reads
 * @param calibration that was saved with it
 * @param golden the texts that are saved with every model, and their rewards; none where these are not known
 */
record ModelOrigin(
        String modelId, boolean owned, boolean readsChats, Calibration calibration, List<GoldenScore> golden) {
    /** @throws IllegalArgumentException where the options differ from what the model was trained with */
    static ModelOrigin saved(Path folder, Manifest manifest, RewardModel model, ScoringOptions options) {
        options.check(folder, model.encoder().config());
        return new ModelOrigin(folder.toString(), true, true, manifest.calibration(), manifest.golden());
    }

    /** A decoder's own chat template, or one that is named, says how prompt and response become what it reads. */
    static ModelOrigin elsewhere(Path folder, RewardModel model, ScoringOptions options) {
        boolean usual = model.encoder().config().template().name().equals(PromptTemplate.CHAT.name());
        boolean readsChats = usual || options.template() != null;
        return new ModelOrigin(folder.toString(), true, readsChats, Calibration.NONE, List.of());
    }

    /** A model that stays the caller's. */
    static ModelOrigin borrowed(String name) {
        return new ModelOrigin(name, false, true, Calibration.NONE, List.of());
    }

    /**
     * Lets a model's linear maps multiply in a precision from now on, with weights that stay as they are.
     *
     * @return the largest difference of its golden scores from those in fp32; empty where it has none, or computes in fp32
     */
    OptionalDouble settle(RewardModel model, Precision precision) {
        Engine.run(() -> model.backbone().products().set(new Products.Setting(precision, true)));
        return precision == Precision.FP32 ? OptionalDouble.empty() : GoldenScore.drift(golden, model);
    }

    /** Mean and deviation of the golden rewards; empty where they are not known, or all alike. */
    Optional<Normalization> goldenScale() {
        double[] rewards = golden.stream().mapToDouble(GoldenScore::score).toArray();
        return DoubleStream.of(rewards).distinct().count() < 2
                ? Optional.empty()
                : Optional.of(Normalization.of(rewards));
    }
}
