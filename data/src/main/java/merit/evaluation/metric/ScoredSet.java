package merit.evaluation.metric;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import merit.dialogue.Conversation;
import merit.preference.CandidateSet;
import merit.preference.Judgement;
import merit.preference.PreferencePair;
import merit.preference.PreferenceSplit;
import merit.scoring.Score;
import merit.scoring.Scorer;

/**
 * A prompt, its candidates, and one scorer's score of each, in the order of the candidates.
 *
 * @param parts what a scorer with several outputs says besides, by objective, each in the order of the candidates
 * @param spreads of an ensemble's members about each score; none where the scorer is no ensemble
 */
public record ScoredSet(CandidateSet set, List<Double> scores, Map<String, List<Double>> parts, List<Double> spreads) {
    public ScoredSet {
        scores = List.copyOf(scores);
        parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
        spreads = List.copyOf(spreads);
        if (scores.size() != set.candidates().size()) {
            throw new IllegalArgumentException(set.origin() + ": found " + scores.size() + " scores, need "
                    + set.candidates().size() + ", one a candidate");
        }
        for (double score : scores) {
            if (!Double.isFinite(score)) {
                throw new IllegalArgumentException(set.origin() + ": a score is not a number: found " + score
                        + ", need finite scores; look at the scorer or its file of scores");
            }
        }
    }

    /** Of a scorer with one output that is no ensemble. */
    public ScoredSet(CandidateSet set, List<Double> scores) {
        this(set, scores, Map.of(), List.of());
    }

    /** The same with the output of an objective as the score. */
    ScoredSet part(String objective) {
        return new ScoredSet(set, Objects.requireNonNull(parts.get(objective), objective));
    }

    /** Scores every distinct row once, longest first. */
    public static List<ScoredSet> score(Scorer scorer, List<CandidateSet> sets, EvaluationOptions options) {
        List<Conversation> rows = sets.stream()
                .flatMap(set ->
                        set.candidates().stream().map(candidate -> set.prompt().answered(candidate.response())))
                .toList();
        Map<Conversation, Score> scores = DistinctRows.score(scorer, rows, options.rowsPerCall(), options.progress());
        return sets.stream().map(set -> of(set, scores)).toList();
    }

    private static ScoredSet of(CandidateSet set, Map<Conversation, Score> known) {
        List<Score> scores = set.candidates().stream()
                .map(candidate -> Objects.requireNonNull(known.get(set.prompt().answered(candidate.response()))))
                .toList();
        Map<String, List<Double>> parts = new LinkedHashMap<>();
        for (Score score : scores) {
            score.objectives()
                    .forEach((name, value) -> parts.computeIfAbsent(name, first -> new ArrayList<>())
                            .add(value));
        }
        List<Double> spreads = scores.stream()
                .flatMap(score -> Stream.ofNullable(score.spread()))
                .toList();
        List<Double> values = scores.stream().map(Score::value).toList();
        return new ScoredSet(set, values, parts, spreads.size() == scores.size() ? spreads : List.of());
    }

    /** Prompts with the same key are one cluster: the key by which they are split. */
    public String cluster() {
        return PreferenceSplit.groupKey(set);
    }

    /** The set's pairs with their scores, in the order of {@link CandidateSet#pairs()}. */
    public List<ScoredPair> pairs() {
        return set.pairs().stream().map(this::scored).toList();
    }

    /** The pairs of all sets, in order. */
    public static List<ScoredPair> pairsOf(List<ScoredSet> scored) {
        return scored.parallelStream().flatMap(set -> set.pairs().stream()).toList();
    }

    /** How uncertain the difference of each pair is, in the order of {@link #pairs()}; none where spreads are not known. */
    List<Double> pairSpreads() {
        return spreads.isEmpty()
                ? List.of()
                : set.pairs().stream()
                        .map(pair -> Math.hypot(spreads.get(chosen(pair)), spreads.get(rejected(pair))))
                        .toList();
    }

    private static int chosen(PreferencePair pair) {
        Judgement judgement = pair.judgement();
        return judgement.probability() > 0.5 ? judgement.i() : judgement.j();
    }

    private static int rejected(PreferencePair pair) {
        Judgement judgement = pair.judgement();
        return judgement.probability() > 0.5 ? judgement.j() : judgement.i();
    }

    private ScoredPair scored(PreferencePair pair) {
        return new ScoredPair(
                scores.get(chosen(pair)),
                scores.get(rejected(pair)),
                pair.chosen().length(),
                pair.rejected().length(),
                cluster());
    }

    /** The set with the true ratings of its candidates. */
    RatedPrompt rated(String attribute) {
        return new RatedPrompt(
                cluster(),
                set.candidates().stream()
                        .map(candidate -> candidate.attributes().getOrDefault(attribute, Double.NaN))
                        .toList(),
                scores,
                set.candidates().stream()
                        .map(candidate -> candidate.response().length())
                        .toList(),
                Likelihoods.of(set));
    }
}
