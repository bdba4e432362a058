package merit.preference;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which judgements are made of ratings. Equal ratings become ties, never pairs. */
public enum Pairing {
    /** Every two candidates. */
    ALL,
    /** Each candidate with the best rating against each of the others. */
    BEST_AGAINST_REST;

    /** As it is written on the command line: {@code all}, {@code best-against-rest}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Judgements from ratings, the better candidate first, with the difference as margin.
     *
     * @param ratings one for each candidate, higher is better; null where it was not rated
     */
    public List<Judgement> judge(List<@Nullable Double> ratings) {
        double best = Double.NEGATIVE_INFINITY;
        for (Double rating : ratings) {
            best = rating == null ? best : Math.max(best, rating);
        }
        List<Judgement> judgements = new ArrayList<>();
        for (int i = 0; i < ratings.size(); i++) {
            for (int j = i + 1; j < ratings.size(); j++) {
                Double first = ratings.get(i);
                Double second = ratings.get(j);
                if (first != null && second != null && (this == ALL || first == best || second == best)) {
                    judgements.add(judge(i, j, first, second));
                }
            }
        }
        return judgements;
    }

    private static Judgement judge(int i, int j, double first, double second) {
        if (first == second) {
            return new Judgement(i, j, 0.5, 0.0, 1.0, Judgement.OVERALL);
        }
        return first > second ? Judgement.prefers(i, j, first - second) : Judgement.prefers(j, i, second - first);
    }
}
