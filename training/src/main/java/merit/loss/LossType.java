package merit.loss;

/** Which loss is minimised: the one of its name in this package. */
public enum LossType {
    /** {@link BradleyTerryLoss}. */
    BRADLEY_TERRY(Scope.PAIR),
    /** {@link HingeLoss}. */
    HINGE(Scope.PAIR),
    /** {@link FocalLoss}. */
    FOCAL(Scope.PAIR),
    /** {@link DavidsonLoss}. */
    DAVIDSON(Scope.PAIR),
    /** {@link RaoKupperLoss}. */
    RAO_KUPPER(Scope.PAIR),
    /** {@link BradleyTerryLoss} as the mean over all pairs of a prompt, see {@link Scope#PROMPT}. */
    K_WISE(Scope.PROMPT),
    /** {@link PlackettLuceLoss}. */
    PLACKETT_LUCE(Scope.RANKING),
    /** The same by the other name that it goes by. */
    LISTMLE(Scope.RANKING);

    /** Which judgements a loss takes together, and counts as one in its mean. */
    public enum Scope {
        /** Each by itself, by its own weight. */
        PAIR,
        /**
         * All of a prompt: the mean over its pairs, so that a prompt of K answers counts once and not K (K - 1) / 2 times, and each
         * answer is computed once (Ouyang et al., "Training language models to follow instructions with human feedback", 2022,
         * section 3.5 and equation 1).
         */
        PROMPT,
        /** All of one list of answers. */
        RANKING
    }

    private final Scope scope;

    LossType(Scope scope) {
        this.scope = scope;
    }

    public Scope scope() {
        return scope;
    }

    /** Whether judgements that prefer neither answer teach it something, and how likely these are is learnt. */
    public boolean learnsTies() {
        return this == DAVIDSON || this == RAO_KUPPER;
    }

    /** As people write it: {@code rao-kupper}. */
    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
