package merit.evaluation.metric;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A pair that one of two scorers gets right and the other does not.
 *
 * @param pair its place among the pairs compared, from 0
 * @param first chosen less rejected score, by the first scorer
 * @param second the same by the second scorer
 * @param size how far apart they are, each in units of its scorer's root mean square difference, since two models' rewards
 *     have no common unit; positive where the first leans more to the chosen answer
 */
public record Disagreement(int pair, double first, double second, double size) {
    /** The largest first. */
    static List<Disagreement> of(double[] first, double[] second) {
        double firstUnit = unit(first);
        double secondUnit = unit(second);
        List<Disagreement> found = new ArrayList<>();
        for (int k = 0; k < first.length; k++) {
            if (first[k] > 0 != second[k] > 0) {
                found.add(new Disagreement(k, first[k], second[k], first[k] / firstUnit - second[k] / secondUnit));
            }
        }
        found.sort(Comparator.comparingDouble((Disagreement one) -> Math.abs(one.size()))
                .reversed()
                .thenComparingInt(Disagreement::pair));
        return List.copyOf(found);
    }

    private static double unit(double[] differences) {
        double squares = 0;
        for (double difference : differences) {
            squares += difference * difference / differences.length;
        }
        return squares > 0 ? Math.sqrt(squares) : 1;
    }
}
