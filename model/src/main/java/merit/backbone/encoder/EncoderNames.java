package merit.backbone.encoder;

import java.util.LinkedHashMap;
import java.util.Map;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * How a family's weights are named.
 *
 * @param family its {@code model_type}
 * @param prefix of all names in a classifier's file: {@code bert.}
 * @param blocks of each block, before its number: {@code encoder.layer.}
 * @param inBlock the parts of a block that normalises after adding, or null where blocks are of another kind
 * @param finalNorm of the norm after the last numbered block, or null
 * @param top of a block above the numbered ones, with its dot, or null
 */
public record EncoderNames(
        String family,
        String prefix,
        String blocks,
        @Nullable PostNormNames inBlock,
        @Nullable String finalNorm,
        @Nullable String top) {
    /** Beside this times the mean of the values a residual state vanishes; a power of two, so that scaling loses no digit. */
    private static final double AVERAGING_SCALE = 0x1p20;

    /** Of a family whose blocks are all numbered. */
    public EncoderNames(
            String family, String prefix, String blocks, @Nullable PostNormNames inBlock, @Nullable String finalNorm) {
        this(family, prefix, blocks, inBlock, finalNorm, null);
    }

    /** The names of a block begin so. */
    public String block(int block) {
        return blocks + block + ".";
    }

    /** Whether a name is of what stands above the numbered blocks: the last block has it. */
    boolean isAbove(String name) {
        return (finalNorm != null && name.startsWith(finalNorm)) || (top != null && name.startsWith(top));
    }

    /**
     * One more block, shaped as the first, that makes of every state the row's mean, standardised: queries and keys are zero, so
     * attention weighs all real tokens alike; values are K I, beside which the residual vanishes; norms have scale 1 and shift 0;
     * the feed-forward part is zero.
     *
     * @return by name, in the current scope; empty where blocks are of another kind
     */
    Map<String, Tensor> averagingBlock(Map<String, Tensor> parameters, int block) {
        Map<String, Tensor> averaging = new LinkedHashMap<>();
        PostNormNames parts = inBlock;
        if (parts == null) {
            return averaging;
        }
        parameters.forEach((name, like) -> {
            if (name.startsWith(block(0))) {
                String part = name.substring(block(0).length());
                averaging.put(block(block) + part, averaging(parts, part, Tensors.shape(like)));
            }
        });
        return averaging;
    }

    private static Tensor averaging(PostNormNames parts, String part, long[] shape) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor values = Tensors.zeros(ScalarType.Float, shape);
            if (part.equals(parts.attentionNorm() + ".weight") || part.equals(parts.outputNorm() + ".weight")) {
                values.fill_(Tensors.scalar(1));
            } else if (part.equals(parts.value() + ".weight")) {
                values.fill_diagonal_(Tensors.scalar(AVERAGING_SCALE));
            } else if (part.equals(parts.output() + ".weight")) {
                values.fill_diagonal_(Tensors.scalar(1));
            }
            return scope.keep(values);
        }
    }
}
