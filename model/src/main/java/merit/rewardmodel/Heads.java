package merit.rewardmodel;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import merit.backbone.PretrainedBackbone;
import merit.layer.Activation;
import merit.layer.ClassificationHead;
import merit.layer.HeadLayout;
import merit.layer.LastToken;
import merit.layer.LastTokenBut;
import merit.layer.Reading;
import merit.layer.TokenReading;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/**
 * Heads of reward models. A new projection starts small, so that the first loss is log 2. Its bias moves all rewards alike, so no
 * pair can teach it: it is trained only where the loss says where zero is.
 */
final class Heads {
    /** One over the standard deviation of a new dense layer that cannot start as the identity. */
    private static final double DENSE_DIVISOR = 50;

    private Heads() {}

    /**
     * The pooling of a new reward model.
     *
     * @throws IllegalArgumentException where the head of the family's own reads what this checkpoint does not have, or only it
     *     reads what the checkpoint has: the decoder of a T5; and where the token that is read sees no other
     */
    static Pooling chosen(Pooling pooling, PretrainedBackbone pretrained) {
        HeadLayout own = pretrained.head();
        boolean seesBack = own.reading() == TokenReading.LAST || own.reading() instanceof LastTokenBut;
        if (seesBack && (pooling == Pooling.FIRST || pooling == Pooling.POOLER)) {
            throw new IllegalArgumentException("pooling " + pooling + " on " + pretrained.name()
                    + ": found a decoder, whose first token sees nothing but itself, need LAST or MEAN");
        }
        if (!(own.reading() instanceof LastToken)) {
            return pooling == Pooling.AUTO ? usual(own) : pooling;
        }
        boolean decodes = pretrained.heads().containsKey(own.projectionWeight());
        Pooling chosen = pooling != Pooling.AUTO ? pooling : decodes ? Pooling.OWN : Pooling.MEAN;
        if (decodes != (chosen == Pooling.OWN)) {
            throw new IllegalArgumentException(
                    "pooling " + chosen + " on " + pretrained.name() + ": found "
                            + (decodes
                                    ? "a classifier with a decoder, which only its own head reads, need OWN; or give a base model"
                                    : "an encoder without the decoder that this family's own head reads, need MEAN, FIRST or LAST"));
        }
        return chosen;
    }

    /** What suits a family: the last token where its own classifier reads only that, else the mean. */
    static Pooling usual(HeadLayout own) {
        boolean first = own.reading() == TokenReading.FIRST || own.reading() == TokenReading.MEAN;
        return first || own.dense() != null ? Pooling.MEAN : Pooling.LAST;
    }

    /** What a head consists of; its layers have the names that they have in the family's own classifier. */
    static HeadLayout layout(Pooling pooling, HeadKind kind, HeadLayout own, String prefix) {
        HeadLayout layout = layout(pooling, own, prefix);
        return kind == HeadKind.HIDDEN ? hidden(layout.reading(), own, prefix) : layout;
    }

    private static HeadLayout hidden(Reading reading, HeadLayout own, String prefix) {
        HeadLayout.Dense dense = own.dense();
        return HeadLayout.hidden(
                reading,
                dense == null ? prefix + "pooler.dense" : dense.name(),
                own.projection().name());
    }

    private static HeadLayout layout(Pooling pooling, HeadLayout own, String prefix) {
        String projection = own.projection().name();
        return switch (pooling) {
            case OWN -> own;
            case LAYERS ->
                throw new IllegalArgumentException(
                        "pooling layers: found a head that does not know which ones yet, need"
                                + " a probe, which finds out; train with method probe");
            case FIRST -> HeadLayout.linear(TokenReading.FIRST, projection, true);
            case MEAN, AUTO -> HeadLayout.linear(TokenReading.STANDARDISED_MEAN, projection, true);
            case LAST ->
                HeadLayout.linear(
                        TokenReading.LAST,
                        projection,
                        own.dense() != null || own.projection().bias());
            case POOLER -> hidden(TokenReading.FIRST, own, prefix);
        };
    }

    /** What a saved head consists of. */
    static HeadLayout layout(Manifest manifest, ModelParts parts) {
        return manifest.layers() == null
                ? layout(
                        manifest.pooling(),
                        manifest.kind(),
                        parts.ownHead(),
                        parts.backbone().weightPrefix())
                : manifest.layers().layout(parts.ownHead());
    }

    /** A new head; its dense layer starts from the checkpoint's where that has one. */
    static ClassificationHead create(PretrainedBackbone pretrained, HeadLayout layout, NewHead head) {
        int hidden = pretrained.backbone().hiddenSize();
        Random random = head.seed().random("head");
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        int outputs = head.objectives().parts().size();
        layout.names(hidden, outputs).needed().forEach((name, shape) -> {
            Tensor published = HeadKind.of(layout) == HeadKind.HIDDEN
                            || name.startsWith(layout.projection().name() + ".")
                    ? null
                    : pretrained.heads().get(name);
            parameters.put(
                    name,
                    published == null
                            ? parameter(fresh(layout, name, shape, random), shape)
                            : Tensors.parameter(published));
        });
        return fixedBias(new ClassificationHead(layout, parameters));
    }

    /** A head with these weights, in the order of its layout; the bias of the projection is not trained. */
    static ClassificationHead of(HeadLayout layout, int hidden, Map<String, float[]> weights) {
        int labels = weights.getOrDefault(layout.projectionWeight(), new float[0]).length
                / Math.toIntExact(layout.features(hidden));
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        layout.names(hidden, labels).needed().forEach((name, shape) -> {
            parameters.put(name, parameter(weights.getOrDefault(name, new float[0]), shape));
        });
        return fixedBias(new ClassificationHead(layout, parameters));
    }

    private static ClassificationHead fixedBias(ClassificationHead head) {
        head.trainBias(false);
        return head;
    }

    private static Tensor parameter(float[] values, long[] shape) {
        try (TensorScope scope = TensorScope.open()) {
            return Tensors.parameter(Tensors.of(values, shape));
        }
    }

    private static float[] fresh(HeadLayout layout, String name, long[] shape, Random random) {
        HeadLayout.Dense dense = layout.dense();
        if (name.equals(layout.projectionWeight())) {
            return normal((int) (shape[0] * shape[1]), (int) shape[1] + 1, random);
        }
        if (dense != null && name.equals(dense.name() + ".weight")) {
            boolean bounded = layout.reading() != TokenReading.LAST; // a decoder's states would saturate tanh
            boolean straight =
                    bounded && (dense.activation() == Activation.TANH || dense.activation() == Activation.LINEAR);
            int hidden = (int) shape[0];
            return straight ? diagonal(hidden, 1) : normal(hidden * hidden, DENSE_DIVISOR, random);
        }
        float[] values = new float[(int) shape[0]];
        boolean gain = dense != null
                && dense.norm() != null
                && name.equals(dense.norm().name() + ".weight");
        Arrays.fill(values, gain ? 1 : 0);
        return values;
    }

    private static float[] normal(int count, double divisor, Random random) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (random.nextGaussian() / divisor);
        }
        return values;
    }

    /** A square matrix, row by row, with one value on its diagonal. */
    static float[] diagonal(int size, float value) {
        float[] matrix = new float[size * size];
        for (int i = 0; i < size; i++) {
            matrix[i * size + i] = value;
        }
        return matrix;
    }
}
