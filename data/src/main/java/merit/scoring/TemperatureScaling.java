package merit.scoring;

/**
 * p(a over b) = sigmoid((r_a - r_b) / temperature): temperature scaling (Guo et al. 2017) on Bradley and Terry's model.
 *
 * @param temperature above 0; above 1 where the raw differences are too sure of themselves
 */
public record TemperatureScaling(double temperature) implements PairProbability {
    /** Differences as they are. */
    public static final TemperatureScaling NONE = new TemperatureScaling(1);

    public TemperatureScaling {
        if (!(temperature > 0 && Double.isFinite(temperature))) {
            throw new IllegalArgumentException("temperature: found " + temperature + ", need a finite number above 0");
        }
    }

    @Override
    public double probability(double a, double b) {
        double x = (a - b) / temperature;
        return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
    }

    @Override
    public String method() {
        return "temperature";
    }
}
