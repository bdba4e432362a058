package merit.preference;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What answers are judged by, under names: the objectives of judgements, and the attributes by which candidates are graded. The
 * rating is the grade of {@link Judgement#OVERALL}.
 */
public final class ObjectiveLabels {
    private ObjectiveLabels() {}

    /** The objectives of which there are judgements, or grades from which these follow, as they first stand. */
    public static List<String> judged(List<CandidateSet> sets) {
        return found(sets, false);
    }

    /** The objectives by which candidates are graded, as they first stand. */
    public static List<String> graded(List<CandidateSet> sets) {
        return found(sets, true);
    }

    /** Whether the data say anything of an objective. */
    public static boolean says(List<CandidateSet> sets, String objective, boolean graded) {
        return graded
                ? sets.stream()
                        .flatMap(set -> set.candidates().stream())
                        .anyMatch(candidate -> grade(candidate, objective) != null)
                : sets.stream()
                        .anyMatch(set -> !judged(set, List.of(objective), Pairing.ALL)
                                .pairs()
                                .isEmpty());
    }

    /** What a candidate was graded by an objective, or null. */
    public static @Nullable Double grade(Candidate candidate, String objective) {
        Double grade = candidate.attributes().get(objective);
        return grade == null && objective.equals(Judgement.OVERALL) ? candidate.rating() : grade;
    }

    /**
     * The same candidates, judged by these objectives alone: as they were, or else by their grades.
     *
     * @param pairing which judgements are made of grades
     */
    public static CandidateSet judged(CandidateSet set, List<String> objectives, Pairing pairing) {
        List<Judgement> judgements = new ArrayList<>();
        for (String objective : objectives) {
            List<Judgement> own = set.judgements().stream()
                    .filter(judgement -> judgement.objective().equals(objective))
                    .toList();
            judgements.addAll(own.isEmpty() ? byGrades(set, objective, pairing) : own);
        }
        return set.withJudgements(judgements);
    }

    private static List<Judgement> byGrades(CandidateSet set, String objective, Pairing pairing) {
        List<@Nullable Double> grades = new ArrayList<>();
        set.candidates().forEach(candidate -> grades.add(grade(candidate, objective)));
        return pairing.judge(grades).stream()
                .map(judgement -> judgement.of(objective))
                .toList();
    }

    private static List<String> found(List<CandidateSet> sets, boolean graded) {
        Set<String> names = new LinkedHashSet<>();
        for (CandidateSet set : sets) {
            if (graded) {
                set.candidates().stream()
                        .filter(one -> one.rating() != null)
                        .forEach(one -> names.add(Judgement.OVERALL));
            } else {
                set.judgements().forEach(judgement -> names.add(judgement.objective()));
            }
            set.candidates().forEach(one -> names.addAll(one.attributes().keySet()));
        }
        names.removeIf(name -> name.equals(Candidate.RATING) || isCount(name) || !says(sets, name, graded));
        if (names.contains(Judgement.OVERALL) && names.stream().anyMatch(name -> isTheRating(sets, name))) {
            names.remove(Judgement.OVERALL);
        }
        return List.copyOf(names);
    }

    /** How many votes, words or tokens: a number beside the answer that grades nothing. */
    private static boolean isCount(String name) {
        return name.startsWith("n_") || name.startsWith("num_");
    }

    /** Whether an attribute says what the rating says, as helpfulness does in HelpSteer. */
    private static boolean isTheRating(List<CandidateSet> sets, String name) {
        List<Candidate> rated = sets.stream()
                .flatMap(set -> set.candidates().stream())
                .filter(one -> one.rating() != null || one.attributes().containsKey(name))
                .toList();
        return !name.equals(Judgement.OVERALL)
                && !rated.isEmpty()
                && rated.stream()
                        .allMatch(one -> Objects.equals(one.attributes().get(name), one.rating()));
    }
}
