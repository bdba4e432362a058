package merit.rewardmodel;

import merit.layer.Activation;
import merit.layer.HeadLayout;
import merit.layer.TokenReading;

/**
 * How a reward model's head is written as the family's own classifier, so that transformers computes its scores. A family's
 * classifier reads the first token (or with ModernBERT the mean) through a dense layer with an activation, and a projection. A
 * head that is linear has an equal there nearly always:
 *
 * <ul>
 *   <li>the dense layer's weight is a multiple of I, and the activation is one that changes nothing: none, where {@code
 *       config.json} names it; else tanh of so little, or ReLU or GELU of so much, that it is its input;
 *   <li>the mean, standardised, is the first token of one more block, see {@link merit.layer.Backbone#averagingBlock}.
 * </ul>
 *
 * All factors are powers of two: scaling by them loses no digit, and reading back gives the very same weights. A bias from which
 * something is taken away comes back up to rounding, which moves all rewards alike.
 */
enum ClassifierForm {
    /** The head is the family's own, or differs only in an activation that {@code config.json} names. */
    AS_IT_IS,
    /** Dense e I under tanh, projection w / e: with e = 2^-14 the two differ by less than one part in 10^7 for states below 9. */
    SMALL_TANH,
    /** Dense I without activation. */
    STRAIGHT,
    /** Dense I with a bias B so large that ReLU and GELU of x + B are x + B; projection bias less w B. */
    SHIFTED,
    /** Of the mean through a hidden layer, which the family's own dense layer is under tanh. */
    AVERAGED,
    /** Of the mean: dense K I without activation, beside which the norm's epsilon vanishes; the norm then standardises. */
    NORMALISED,
    /** There is none: the head stands in a file of its own. */
    NONE;

    private static final float TANH_SCALE = 0x1p-14f;
    private static final float NORM_SCALE = 0x1p10f;
    /** Beyond it the error function is 1 in single precision. */
    private static final double GELU_STRAIGHT_FROM = 6;

    /**
     * The form of a head with this pooling.
     *
     * @param kind what the head does with what it reads
     * @param own the head of the family's own classifier
     * @param canAverage whether one more block can make the mean
     */
    static ClassifierForm of(Pooling pooling, HeadKind kind, HeadLayout own, boolean canAverage) {
        HeadLayout.Dense dense = own.dense();
        if (pooling == Pooling.OWN) {
            return AS_IT_IS;
        }
        if (kind == HeadKind.HIDDEN) {
            boolean first = own.reading() == TokenReading.FIRST && dense != null && isTanh(dense);
            return first && pooling == Pooling.MEAN && canAverage ? AVERAGED : NONE;
        }
        if (dense == null) {
            boolean last = own.reading() != TokenReading.FIRST && own.reading() != TokenReading.MEAN;
            return pooling == Pooling.LAST && last ? AS_IT_IS : NONE;
        }
        boolean named = dense.keys().activation() != null;
        if (dense.norm() != null) {
            boolean mean = dense.keys().pooling() != null && named;
            return pooling == Pooling.MEAN && mean ? NORMALISED : NONE;
        }
        return switch (own.reading() == TokenReading.FIRST ? pooling : Pooling.LAST) {
            case POOLER -> isTanh(dense) ? AS_IT_IS : NONE;
            case FIRST -> named ? STRAIGHT : dense.activation() == Activation.TANH ? SMALL_TANH : NONE;
            case MEAN -> canAverage ? ofMean(dense.activation(), named) : NONE;
            default -> NONE;
        };
    }

    /** Whether it can be a dense layer under tanh and nothing more. */
    private static boolean isTanh(HeadLayout.Dense dense) {
        return dense.norm() == null && (dense.keys().activation() != null || dense.activation() == Activation.TANH);
    }

    /** Of a standardised vector no feature is beyond the square root of its size. */
    private static ClassifierForm ofMean(Activation activation, boolean named) {
        if (named) {
            return STRAIGHT;
        }
        return switch (activation) {
            case TANH -> SMALL_TANH;
            case RELU, GELU -> SHIFTED;
            default -> NONE;
        };
    }

    /** Whether one more block stands in the file. */
    boolean hasExtraBlock(Pooling pooling) {
        return pooling == Pooling.MEAN
                && (this == SMALL_TANH || this == STRAIGHT || this == SHIFTED || this == AVERAGED);
    }

    /** The dense layer's diagonal. */
    float diagonal() {
        return this == SMALL_TANH ? TANH_SCALE : this == NORMALISED ? NORM_SCALE : 1;
    }

    /** By what the head's weights are multiplied to make the projection's. */
    float projectionScale() {
        return this == SMALL_TANH ? 1 / TANH_SCALE : 1;
    }

    /** The dense layer's bias: a power of two. */
    float shift(int hidden) {
        if (this != SHIFTED) {
            return 0;
        }
        float shift = 1;
        while (shift < Math.sqrt(hidden) + GELU_STRAIGHT_FROM) {
            shift *= 2;
        }
        return shift;
    }
}
