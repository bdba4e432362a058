package merit.cli;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import merit.evaluation.metric.ScoredSet;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import merit.preference.PreferenceData;
import merit.preference.format.DataFileException;
import merit.preference.format.Format;
import merit.preference.format.PreferenceFiles;
import merit.preference.format.ReadOptions;
import merit.preference.format.SourceRow;

/**
 * Preferences with the scores that stand in their rows, as {@code merit score} writes them, or any other program. What stands
 * where scores belong is a model's here, and never a rating by people.
 */
final class ScoredRows {
    private ScoredRows() {}

    /**
     * What such files hold; each is read once, as standard input can be.
     *
     * @param data the preferences without the scores, and the account of what was read
     * @param sets the same with the scores
     */
    record Scored(PreferenceData data, List<ScoredSet> sets) {}

    static Scored read(List<String> files, ReadOptions options) {
        IdentityHashMap<Candidate, Double> scores = new IdentityHashMap<>();
        IdentityHashMap<Candidate, Double> spreads = new IdentityHashMap<>();
        PreferenceData data = PreferenceFiles.read(files, options, row -> unscored(row, options, scores, spreads));
        return new Scored(
                data,
                data.sets().stream()
                        .map(set -> new ScoredSet(
                                set,
                                set.candidates().stream().map(scores::get).toList(),
                                Map.of(),
                                known(set, spreads)))
                        .toList());
    }

    /** The spreads of a set's candidates where all have one. */
    private static List<Double> known(CandidateSet set, IdentityHashMap<Candidate, Double> spreads) {
        return spreads.keySet().containsAll(set.candidates())
                ? set.candidates().stream().map(spreads::get).toList()
                : List.of();
    }

    /** A row's sets as they were before they were scored; scores and spreads are noted by candidate. */
    private static List<CandidateSet> unscored(
            SourceRow row,
            ReadOptions options,
            IdentityHashMap<Candidate, Double> scores,
            IdentityHashMap<Candidate, Double> spreads) {
        List<Double> found = scores(row);
        List<Double> foundSpreads = row.spreads();
        List<CandidateSet> sets = row.sets().isEmpty() ? List.of() : row.unscored(options.pairing());
        int next = 0;
        for (CandidateSet set : sets) {
            for (Candidate candidate : set.candidates()) {
                if (!foundSpreads.isEmpty()) {
                    spreads.put(candidate, foundSpreads.get(next));
                }
                scores.put(candidate, found.get(next++));
            }
        }
        return sets;
    }

    private static List<Double> scores(SourceRow row) {
        List<Double> scores = row.scores();
        if (scores.isEmpty() && !row.sets().isEmpty()) {
            throw new DataFileException(
                    row.origin() + ": no scores. Need chosen_score and rejected_score, or a score in each"
                            + " of candidates; write them with: merit score RUN --data FILE --out SCORED");
        }
        if (row.format() == Format.CANDIDATES && !row.sets().isEmpty() && !row.hasRatingBesideScore()) {
            throw new DataFileException(
                    row.origin() + ": found candidates with a score and no given_score, so the score"
                            + " would be measured against itself; need the true rating as given_score beside it");
        }
        return scores;
    }
}
