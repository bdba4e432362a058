package merit.training;

/**
 * Multiplies the loss so that gradients in fp16, whose smallest number is 6e-8, do not vanish, and as much as they allow: the rule of
 * {@code torch.amp.GradScaler} with its defaults (Micikevicius et al., Mixed Precision Training, 2018, section 3.2). A step whose
 * gradients are not finite is not taken and halves the scale; after {@value #INTERVAL} taken ones in a row it doubles.
 */
final class LossScaler {
    static final float INITIAL = 65536;
    static final int INTERVAL = 2000;
    private static final float GROWTH = 2;
    private static final float BACKOFF = 0.5f;

    private final int interval;
    private float scale;
    private int takenInARow;

    LossScaler() {
        this(INITIAL, INTERVAL);
    }

    /**
     * @param scale to begin with
     * @param interval steps after which it grows
     */
    LossScaler(float scale, int interval) {
        this.scale = scale;
        this.interval = interval;
    }

    /** What losses, and so gradients, are multiplied by. */
    float scale() {
        return scale;
    }

    /**
     * After each step.
     *
     * @param finite whether its gradients were, so that it was taken
     */
    void update(boolean finite) {
        if (!finite) {
            scale *= BACKOFF;
            takenInARow = 0;
        } else if (++takenInARow == interval) {
            scale = Float.isFinite(scale * GROWTH) ? scale * GROWTH : scale;
            takenInARow = 0;
        }
    }

    /** All that decides how it goes on: the scale, and steps taken in a row. */
    float[] memory() {
        return new float[] {scale, takenInARow};
    }

    void restore(float[] memory) {
        scale = memory[0];
        takenInARow = (int) memory[1];
    }
}
