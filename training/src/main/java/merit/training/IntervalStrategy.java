package merit.training;

/** When something is done in training: never, every so many steps, or after each epoch. */
public enum IntervalStrategy {
    NO,
    STEPS,
    EPOCH
}
