package merit.evaluation.audit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import merit.evaluation.metric.ClusteredBootstrap;
import merit.evaluation.metric.Clusters;
import merit.evaluation.metric.Distribution;
import merit.evaluation.metric.Interval;
import merit.preference.CandidateSet;
import merit.preference.Duplicates;
import merit.preference.Judgement;
import merit.preference.PreferencePair;
import merit.preference.PreferenceSplit;
import merit.preference.WhiteSpace;
import org.jspecify.annotations.Nullable;

/**
 * What preferences are like before a model sees them.
 *
 * @param counts how much there is
 * @param labels where they came from, and how sure they are
 * @param prompts how different the prompts are
 * @param lengths of prompts and answers
 * @param longerWins share of pairs whose chosen answer has more characters, equal ones half; null without pairs
 * @param duplicates what stands twice or against itself
 */
public record DataAudit(
        Counts counts,
        Labels labels,
        Prompts prompts,
        Lengths lengths,
        @Nullable Interval longerWins,
        Duplicates duplicates) {
    /**
     * @param sets prompts with their candidates
     * @param rated sets all of whose candidates have an attribute
     */
    public record Counts(int sets, int candidates, int pairs, int ties, int rated) {}

    /**
     * @param sources sets by what their metadata say under {@code label} (human, AI, ...); empty where they say nothing
     * @param flipped sets whose metadata record a flipped label; null where none tells
     * @param margins of the pairs that have one; null where none has
     * @param withoutMargin pairs that have none
     */
    public record Labels(
            Map<String, Integer> sources,
            @Nullable Integer flipped,
            @Nullable Distribution margins,
            int withoutMargin) {}

    /**
     * @param distinct prompts, word for word
     * @param firstUserTurns distinct first user turns: what a split parts
     * @param mostSets the largest number of sets that share a first user turn
     * @param candidatesPerSet mean
     */
    public record Prompts(int distinct, int firstUserTurns, int mostSets, double candidatesPerSet) {}

    /** In characters and in words; a prompt counts once a set, an answer once in each pair; null where there is none. */
    public record Lengths(
            Distribution promptCharacters,
            Distribution promptWords,
            @Nullable Distribution chosenCharacters,
            @Nullable Distribution chosenWords,
            @Nullable Distribution rejectedCharacters,
            @Nullable Distribution rejectedWords) {}

    /** @throws IllegalArgumentException where there is no set */
    public static DataAudit of(List<CandidateSet> sets) {
        if (sets.isEmpty()) {
            throw new IllegalArgumentException("no data to look at: found 0 prompts, need at least one");
        }
        List<PreferencePair> pairs =
                sets.stream().flatMap(set -> set.pairs().stream()).toList();
        return new DataAudit(
                counts(sets, pairs.size()),
                labels(sets, pairs),
                prompts(sets),
                lengths(sets, pairs),
                longerWins(pairs),
                Duplicates.find(sets));
    }

    private static Counts counts(List<CandidateSet> sets, int pairs) {
        return new Counts(
                sets.size(),
                sets.stream().mapToInt(set -> set.candidates().size()).sum(),
                pairs,
                (int) sets.stream()
                        .flatMap(set -> set.judgements().stream())
                        .filter(Judgement::isTie)
                        .count(),
                (int) sets.stream()
                        .filter(set -> set.candidates().stream()
                                .noneMatch(candidate -> candidate.attributes().isEmpty()))
                        .count());
    }

    private static Labels labels(List<CandidateSet> sets, List<PreferencePair> pairs) {
        Map<String, Integer> sources = new TreeMap<>();
        Integer flipped = null;
        for (CandidateSet set : sets) {
            Object source = set.metadata().get("label");
            if (source != null) {
                sources.merge(source.toString(), 1, Integer::sum);
            }
            Object flip = set.metadata().get("flipped");
            if (flip != null) {
                flipped = (flipped == null ? 0 : flipped) + (Boolean.parseBoolean(flip.toString()) ? 1 : 0);
            }
        }
        double[] margins = pairs.stream()
                .map(PreferencePair::margin)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .toArray();
        return new Labels(
                sources, flipped, margins.length == 0 ? null : Distribution.of(margins), pairs.size() - margins.length);
    }

    private static Prompts prompts(List<CandidateSet> sets) {
        Map<String, Integer> turns = new HashMap<>();
        sets.forEach(set -> turns.merge(PreferenceSplit.groupKey(set), 1, Integer::sum));
        return new Prompts(
                (int) sets.stream().map(CandidateSet::prompt).distinct().count(),
                turns.size(),
                turns.values().stream().mapToInt(Integer::intValue).max().orElse(0),
                sets.stream().mapToInt(set -> set.candidates().size()).average().orElse(0));
    }

    private static Lengths lengths(List<CandidateSet> sets, List<PreferencePair> pairs) {
        List<String> texts = sets.stream().map(set -> set.prompt().text()).toList();
        List<String> chosen = pairs.stream().map(PreferencePair::chosen).toList();
        List<String> rejected = pairs.stream().map(PreferencePair::rejected).toList();
        return new Lengths(
                Distribution.of(measure(texts, String::length)),
                Distribution.of(measure(texts, DataAudit::words)),
                distribution(measure(chosen, String::length)),
                distribution(measure(chosen, DataAudit::words)),
                distribution(measure(rejected, String::length)),
                distribution(measure(rejected, DataAudit::words)));
    }

    private static @Nullable Distribution distribution(double[] values) {
        return values.length == 0 ? null : Distribution.of(values);
    }

    private static double[] measure(List<String> texts, ToDoubleFunction<String> length) {
        return texts.parallelStream().mapToDouble(length).toArray();
    }

    /** Runs of characters that are not white space. */
    static double words(String text) {
        int words = 0;
        boolean inside = false;
        for (int k = 0; k < text.length(); k++) {
            boolean white = WhiteSpace.isWhite(text.charAt(k));
            words += !white && !inside ? 1 : 0;
            inside = !white;
        }
        return words;
    }

    private static @Nullable Interval longerWins(List<PreferencePair> pairs) {
        if (pairs.isEmpty()) {
            return null;
        }
        double[] wins = pairs.stream()
                .mapToDouble(pair -> 0.5
                        + 0.5
                                * Integer.signum(
                                        pair.chosen().length() - pair.rejected().length()))
                .toArray();
        List<String> keys =
                pairs.stream().map(pair -> PreferenceSplit.groupKey(pair.set())).toList();
        return ClusteredBootstrap.STANDARD.share(Clusters.of(keys), wins);
    }
}
