package merit.cli;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import merit.evaluation.metric.ScoredSet;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import merit.preference.PreferenceData;
import merit.preference.format.DataFileException;
import merit.preference.format.Format;
import merit.preference.format.PreferenceFiles;
import merit.preference.format.ReadOptions;
import merit.preference.format.RowStream;
import merit.preference.format.SourceRow;

/**
 * Preferences with the scores that stand in their rows, as {@code merit score} writes them, or any other program. What stands
 * where scores belong is a model's here, and never a rating by people.
 */
final class ScoredRows {
    private ScoredRows() {}

    static List<ScoredSet> read(List<String> files, ReadOptions options) {
        List<ScoredSet> scored = new ArrayList<>();
        PreferenceFiles.over(files, options, rows -> scored.addAll(sets(rows, options)));
        return scored;
    }

    /** The preferences of such a file without the scores, and the account of what was read. */
    static PreferenceData data(String file, ReadOptions options) {
        return PreferenceFiles.read(file, options)
                .withSets(read(List.of(file), options).stream()
                        .map(ScoredSet::set)
                        .toList());
    }

    private static List<ScoredSet> sets(RowStream rows, ReadOptions options) {
        IdentityHashMap<Candidate, Double> scores = new IdentityHashMap<>();
        List<CandidateSet> sets = new ArrayList<>();
        rows.forEachRemaining(row -> {
            List<Double> found = scores(row);
            int next = 0;
            for (CandidateSet set : row.sets().isEmpty() ? List.<CandidateSet>of() : row.unscored(options.pairing())) {
                for (Candidate candidate : set.candidates()) {
                    scores.put(candidate, found.get(next++));
                }
                sets.add(set);
            }
        });
        return rows.joined(sets).stream()
                .map(set -> new ScoredSet(
                        set, set.candidates().stream().map(scores::get).toList()))
                .toList();
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
