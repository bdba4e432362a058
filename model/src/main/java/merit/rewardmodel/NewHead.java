package merit.rewardmodel;

import merit.backbone.PretrainedBackbone;
import merit.encoding.EncodingConfig;
import merit.layer.HeadLayout;
import merit.tensor.Engine;
import merit.tensor.Seed;

/**
 * A head that knows nothing yet.
 *
 * @param pooling what it reads
 * @param kind what it does with that
 * @param objectives its outputs
 * @param seed of its weights
 */
public record NewHead(Pooling pooling, HeadKind kind, Objectives objectives, Seed seed) {
    /** A new reward model with it; the backbone passes into its hands, or is closed where there is none. */
    RewardModel on(PretrainedBackbone pretrained, EncodingConfig encoding) {
        ModelParts published = ModelParts.of(pretrained, 0, encoding).usuallyRead();
        return Engine.call(() -> published.into(same -> {
            Pooling chosen = kind.with(Heads.chosen(pooling, pretrained));
            return OwnPadding.give(published).into(parts -> {
                HeadLayout layout = Heads.layout(
                        chosen, kind, parts.ownHead(), parts.backbone().weightPrefix());
                return parts.model(chosen, Heads.create(pretrained, layout, this), true)
                        .with(objectives);
            });
        }));
    }
}
