package merit.scoring;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Several judges' scores of an answer as one. A reward has no unit, so members that were trained apart may be on scales of their
 * own; then a mean is mostly that of the member with the widest scale, and their spread says little. On the scale of each
 * member's own reference set all count alike.
 *
 * @param rule from many rewards to one
 * @param scales of the members, in their order; none to take rewards as they are
 */
public record Ensemble(EnsembleRule rule, List<Normalization> scales) {
    public Ensemble {
        scales = List.copyOf(scales);
    }

    /** Of rewards as they are. */
    public static Ensemble raw(EnsembleRule rule) {
        return new Ensemble(rule, List.of());
    }

    /** @throws IllegalArgumentException where the rule or the scales are for another number of members */
    public void check(int members) {
        rule.check(members);
        if (!scales.isEmpty() && scales.size() != members) {
            throw new IllegalArgumentException(
                    "ensemble: found " + scales.size() + " scales for " + members + " members, need one a member");
        }
    }

    /**
     * The score of all: their reward by the rule, their standard deviation as its spread, the parts that all of them give by the
     * same rule, on the members' own scales.
     *
     * @param members what each says of one answer, in order
     */
    public Score joined(List<Score> members) {
        double[] rewards = IntStream.range(0, members.size())
                .mapToDouble(m -> scaled(m, members.get(m).value()))
                .toArray();
        Map<String, Double> objectives = new LinkedHashMap<>();
        for (String name : members.get(0).objectives().keySet()) {
            if (members.stream().allMatch(member -> member.objectives().containsKey(name))) {
                objectives.put(
                        name,
                        rule.reward(members.stream()
                                .mapToDouble(member -> Objects.requireNonNull(
                                        member.objectives().get(name)))
                                .toArray()));
            }
        }
        return new Score(
                rule.reward(rewards),
                objectives,
                Math.sqrt(rule.variance(rewards)),
                most(members, Score::tokens),
                most(members, Score::truncatedTokens));
    }

    private double scaled(int member, double reward) {
        return scales.isEmpty() ? reward : scales.get(member).normalize(reward);
    }

    private static @Nullable Integer most(List<Score> members, Function<Score, @Nullable Integer> count) {
        Integer most = null;
        for (Score member : members) {
            Integer one = count.apply(member);
            most = one == null || (most != null && most >= one) ? most : one;
        }
        return most;
    }
}
