package merit.scoring;

/** Turns two rewards for answers to one prompt into a probability: what people would say of the two. Thread-safe. */
public sealed interface PairProbability permits TemperatureScaling, PlattScaling, IsotonicCalibration {
    /** The probability that people prefer the response with reward {@code a} to the one with reward {@code b}. */
    double probability(double a, double b);

    /** The kind of curve, as the field calls it: {@code temperature}, {@code platt} or {@code isotonic}. */
    String method();
}
