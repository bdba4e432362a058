package merit.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import merit.tensor.Seed;
import org.jspecify.annotations.Nullable;

/**
 * Data sets mixed by weight. A pass over the data has as many items as without weights; a set's share of them is its weight over the
 * sum of all, rounded so that they add up. They are drawn in a seeded order, without replacement until the set is exhausted and then
 * again in another order; what one pass leaves of a set the next one goes on with. An item is a pair, or what stands for one, see
 * {@link Lessons}; items of a prompt stay together as they would without weights.
 */
final class Mixture {
    private final List<Part> parts;

    private Mixture(List<Part> parts) {
        this.parts = parts;
    }

    /**
     * A set in the mixture.
     *
     * @param byPrompt its items
     */
    private record Part(MixedSet set, List<int[]> byPrompt) {}

    /**
     * The mixture that is asked for.
     *
     * @param weights as {@code a=1,b=3}; empty for none
     * @param labels of each set that has a name
     * @return null where none is asked for
     * @throws IllegalArgumentException where weights and sets do not fit
     */
    static @Nullable Mixture of(String weights, Lessons lessons, Map<String, int[]> labels) {
        Map<String, Double> given = ObjectivesConfig.weights(BatchConfig.DATA_WEIGHTS, weights);
        if (given.isEmpty()) {
            return null;
        }
        check(given, lessons, labels);
        List<int[]> byPrompt = lessons.byPrompt();
        List<String> names = List.copyOf(labels.keySet());
        int[] setOf = setOf(lessons, names, labels);
        List<List<int[]>> items = names.stream()
                .map(name -> items(byPrompt, lessons, label -> setOf[label] == names.indexOf(name)))
                .toList();
        int[] sizes = items.stream().mapToInt(Mixture::count).toArray();
        int[] drawn = shares(
                names.stream()
                        .mapToDouble(name -> given.getOrDefault(name, 0.0))
                        .toArray(),
                IntStream.of(sizes).sum());
        List<Part> parts = new ArrayList<>();
        for (int p = 0; p < drawn.length; p++) {
            if (drawn[p] == 0 || sizes[p] == 0) {
                throw new IllegalArgumentException(BatchConfig.DATA_WEIGHTS + ": found nothing to draw of "
                        + names.get(p) + ", which has " + sizes[p] + " and a share of " + drawn[p]
                        + "; need one at least, so raise its weight or leave the set out");
            }
            parts.add(new Part(new MixedSet(names.get(p), sizes[p], drawn[p]), items.get(p)));
        }
        return new Mixture(parts);
    }

    private static void check(Map<String, Double> given, Lessons lessons, Map<String, int[]> labels) {
        given.forEach((name, weight) -> {
            if (!labels.containsKey(name)) {
                String known = labels.isEmpty() ? "none" : String.join(", ", labels.keySet());
                throw new IllegalArgumentException(BatchConfig.DATA_WEIGHTS + ": found " + name
                        + ", need the names of the data: " + known
                        + (labels.isEmpty()
                                ? ""
                                : ". Did you mean "
                                        + TrainingOptions.nearest(name, new LinkedHashSet<>(labels.keySet())) + "?"));
            }
        });
        List<String> without = labels.keySet().stream()
                .filter(name -> !given.containsKey(name))
                .toList();
        Limits.require(
                without.isEmpty(),
                BatchConfig.DATA_WEIGHTS,
                "no weight of " + String.join(", ", without),
                "one for each set of the data");
        int named = labels.values().stream().mapToInt(own -> own.length).sum();
        Limits.require(
                named == lessons.size(),
                BatchConfig.DATA_WEIGHTS,
                lessons.size() - named + " labels of data without a name",
                "names for all");
    }

    /** The number of the set that each label is of. */
    private static int[] setOf(Lessons lessons, List<String> names, Map<String, int[]> labels) {
        int[] setOf = new int[lessons.size()];
        labels.forEach((name, own) -> {
            for (int label : own) {
                setOf[label] = names.indexOf(name);
            }
        });
        return setOf;
    }

    /** The items of a set; one with labels of several is of the set of its first. */
    private static List<int[]> items(List<int[]> byPrompt, Lessons lessons, IntPredicate members) {
        return byPrompt.stream()
                .map(prompt -> IntStream.of(prompt)
                        .filter(item -> members.test(lessons.labels(new int[] {item})[0]))
                        .toArray())
                .filter(own -> own.length > 0)
                .toList();
    }

    private static int count(List<int[]> byPrompt) {
        return byPrompt.stream().mapToInt(own -> own.length).sum();
    }

    /** Whole numbers in proportion to the weights that add up to a total: what rounding down leaves goes to the largest remainders. */
    static int[] shares(double[] weights, int total) {
        double sum = Arrays.stream(weights).sum();
        int[] shares = Arrays.stream(weights)
                .mapToInt(weight -> (int) (total * weight / sum))
                .toArray();
        List<Integer> byRemainder = IntStream.range(0, weights.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer p) -> shares[p] - total * weights[p] / sum))
                .toList();
        int left = total - IntStream.of(shares).sum();
        byRemainder.subList(0, left).forEach(p -> shares[p]++);
        return shares;
    }

    /** What is drawn of each set in a pass over the data. */
    List<MixedSet> sets() {
        return parts.stream().map(Part::set).toList();
    }

    /** The items of a pass, those of one prompt and set together. */
    List<int[]> byPrompt(int epoch, Seed seed) {
        List<int[]> drawn = new ArrayList<>();
        for (Part part : parts) {
            long size = part.set.items();
            long from = (long) epoch * part.set.drawn();
            long to = from + part.set.drawn();
            for (long round = from / size; round * size < to; round++) {
                Random random = seed.of(round).random("mixture of " + part.set.name());
                drawn.addAll(part(part, random, Math.max(from, round * size) - round * size, to - round * size));
            }
        }
        return drawn;
    }

    /** What stands from one place to another in a set that is shuffled by prompt, and within each. */
    private static List<int[]> part(Part part, Random random, long from, long to) {
        List<int[]> prompts = new ArrayList<>(part.byPrompt);
        Collections.shuffle(prompts, random);
        List<int[]> drawn = new ArrayList<>();
        long place = 0;
        for (int[] prompt : prompts) {
            int[] items = EpochOrder.shuffled(prompt, random);
            int first = (int) Math.min(items.length, Math.max(0, from - place));
            int last = (int) Math.min(items.length, Math.max(0, to - place));
            if (first < last) {
                drawn.add(Arrays.copyOfRange(items, first, last));
            }
            place += items.length;
        }
        return drawn;
    }
}
