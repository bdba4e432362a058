package merit.benchmark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One contestant's rates, round by round.
 *
 * @param name of the contestant
 * @param perSecond real tokens a second, one value a round
 */
record Series(String name, List<Double> perSecond) {
    Series {
        perSecond = List.copyOf(perSecond);
    }

    double median() {
        return median(perSecond);
    }

    double slowest() {
        return Collections.min(perSecond);
    }

    double fastest() {
        return Collections.max(perSecond);
    }

    /** The median over rounds of this one's rate as a multiple of the other's in the same round. */
    double timesAsFastAs(Series other) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < perSecond.size(); round++) {
            ratios.add(perSecond.get(round) / other.perSecond.get(round));
        }
        return median(ratios);
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
