package merit.training;

/** How a model learns. */
public enum TrainingMethod {
    /** By optimizer steps. */
    STEPS,
    /** A head on several layers of the backbone as it is, linear or with products of features, fitted to the end. */
    PROBE
}
