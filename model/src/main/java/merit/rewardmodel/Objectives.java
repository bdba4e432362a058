package merit.rewardmodel;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a head's outputs are called, what they learnt from, and how they make one score: by their weighted sum.
 *
 * @param parts one an output, in the head's order
 * @param loss that they were trained by; null for a classifier that was made elsewhere
 */
public record Objectives(List<Part> parts, @Nullable ObjectiveLoss loss) {
    /** One output that is the score. */
    public static final Objectives REWARD = new Objectives(List.of(Part.weighted("reward", 1)), ObjectiveLoss.PAIRWISE);

    /**
     * One output.
     *
     * @param name of what it judges
     * @param weight in the score
     * @param mean of the grades that it learnt from: a grade is {@code mean + deviation * output}; 0 where it learnt from pairs
     * @param deviation of these grades; 1 where it learnt from pairs
     */
    public record Part(String name, double weight, double mean, double deviation) {
        public Part {
            if (name.isBlank()) {
                throw new IllegalArgumentException("objective: found \"" + name + "\", need a name");
            }
            if (!Double.isFinite(weight) || !Double.isFinite(mean) || !(deviation > 0 && Double.isFinite(deviation))) {
                throw new IllegalArgumentException("objective " + name + ": found weight " + weight + ", mean " + mean
                        + ", deviation " + deviation + ", need finite numbers and a deviation above 0");
            }
        }

        public static Part weighted(String name, double weight) {
            return new Part(name, weight, 0, 1);
        }
    }

    public Objectives {
        parts = List.copyOf(parts);
        if (new HashSet<>(names(parts)).size() != parts.size()) {
            throw new IllegalArgumentException("objectives: found " + names(parts) + ", need names that differ");
        }
    }

    /** Of a classifier that was made elsewhere, whose score is its first output. */
    static Objectives firstOf(List<String> names) {
        return new Objectives(
                IntStream.range(0, names.size())
                        .mapToObj(i -> Part.weighted(names.get(i), i == 0 ? 1 : 0))
                        .toList(),
                null);
    }

    public List<String> names() {
        return names(parts);
    }

    private static List<String> names(List<Part> parts) {
        return parts.stream().map(Part::name).toList();
    }

    /** One row's outputs by their names; none where there is but one. */
    Map<String, Double> named(float[] outputs) {
        Map<String, Double> named = new LinkedHashMap<>();
        for (int i = 0; outputs.length > 1 && i < outputs.length; i++) {
            named.put(parts.get(i).name(), (double) outputs[i]);
        }
        return named;
    }

    /** The weighted sum of one row's outputs; what weighs nothing is not looked at. */
    public double score(float[] outputs) {
        double score = 0;
        for (int i = 0; i < outputs.length; i++) {
            double weight = parts.get(i).weight();
            score += weight == 0 ? 0 : weight * outputs[i];
        }
        return score;
    }

    /** The same of several rows, in order. */
    public float[] scores(List<float[]> outputs) {
        float[] scores = new float[outputs.size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) score(outputs.get(i));
        }
        return scores;
    }
}
