package merit.serving.dialect;

import java.util.ArrayList;
import java.util.List;
import merit.scoring.Score;
import org.jspecify.annotations.Nullable;

/** What is done to a score before it is written. */
enum Activation {
    /** Nothing: the reward as it is. */
    RAW,
    /** 1 / (1 + exp(-x)) for one output; where all of several are written, exp(x_i) / sum exp(x). */
    SQUASHED;

    /**
     * The raw score, unless the request or the operator wants it otherwise.
     *
     * @param squash what the request says; null for nothing
     * @param nativeSquash what the dialect's own server does where a request says nothing
     */
    static Activation of(@Nullable Boolean squash, boolean nativeSquash, Conventions conventions) {
        boolean otherwise = conventions.nativeActivation() && nativeSquash;
        return (squash == null ? otherwise : squash) ? SQUASHED : RAW;
    }

    /** The score, by which answers are ranked: in the same order raw and squashed. */
    double of(Score score) {
        return this == RAW ? score.value() : sigmoid(score.value());
    }

    /** All outputs, in the model's order. */
    List<Double> ofAll(Score score) {
        List<Double> raw = score.objectives().isEmpty()
                ? List.of(score.value())
                : List.copyOf(score.objectives().values());
        if (this == RAW) {
            return raw;
        }
        if (raw.size() == 1) {
            return List.of(sigmoid(raw.get(0)));
        }
        double most = raw.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        double sum = raw.stream().mapToDouble(x -> Math.exp(x - most)).sum();
        List<Double> shares = new ArrayList<>();
        raw.forEach(x -> shares.add(Math.exp(x - most) / sum));
        return shares;
    }

    private static double sigmoid(double x) {
        return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
    }
}
