package merit.rewardmodel;

import merit.layer.HeadLayout;
import merit.layer.TokenReading;

/** What a new head does with what it reads. */
public enum HeadKind {
    /** A projection alone. */
    LINEAR,
    /** A dense layer as wide as the hidden states, tanh, and a projection. */
    HIDDEN;

    /**
     * The pooling of a head of this kind: a hidden layer on the first token is the pooler.
     *
     * @throws IllegalArgumentException where the layers of the head are decided already
     */
    Pooling with(Pooling pooling) {
        if (this == HIDDEN && pooling == Pooling.OWN) {
            throw new IllegalArgumentException("head_kind hidden with pooling own: found the head of the family's own"
                    + " classifier, whose layers it decides, need pooling first, mean or last");
        }
        return this == HIDDEN && pooling == Pooling.FIRST ? Pooling.POOLER : pooling;
    }

    /** The kind of a head whose pooling does not say it already: those of families, and the pooler, are what they are. */
    static HeadKind of(HeadLayout layout) {
        boolean elsewhere = layout.reading() == TokenReading.STANDARDISED_MEAN || layout.reading() == TokenReading.LAST;
        return layout.dense() != null && elsewhere ? HIDDEN : LINEAR;
    }
}
