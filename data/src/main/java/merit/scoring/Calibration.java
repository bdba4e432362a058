package merit.scoring;

/**
 * What turns a difference of two rewards into a probability: p(a over b) = sigmoid((r_a - r_b) / temperature) (temperature
 * scaling, Guo et al. 2017, on Bradley and Terry's model). Rewards themselves stay raw.
 *
 * @param temperature above 0; above 1 where the raw differences are too sure of themselves
 * @param pairs how many pairs it was fitted on; 0 for {@link #NONE}
 */
public record Calibration(double temperature, int pairs) implements PairProbability {
    /** Differences as they are. */
    public static final Calibration NONE = new Calibration(1, 0);

    public Calibration {
        if (!(temperature > 0 && Double.isFinite(temperature))) {
            throw new IllegalArgumentException("temperature: found " + temperature + ", need a finite number above 0");
        }
    }

    @Override
    public double probability(double a, double b) {
        double x = (a - b) / temperature;
        return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
    }
}
