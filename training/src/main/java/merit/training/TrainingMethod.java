package merit.training;

/** How a model learns. */
public enum TrainingMethod {
    /** By optimizer steps. */
    STEPS,
    /** A linear head on several layers of the backbone as it is, fitted to the end. */
    PROBE
}
