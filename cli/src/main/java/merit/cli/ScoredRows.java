package merit.cli;

import java.util.ArrayList;
import java.util.List;
import merit.evaluation.metric.ScoredSet;
import merit.preference.CandidateSet;
import merit.preference.format.DataFileException;
import merit.preference.format.Format;
import merit.preference.format.PreferenceFiles;
import merit.preference.format.ReadOptions;
import merit.preference.format.RowStream;
import merit.preference.format.SourceRow;

/** Preferences with the scores that stand in their rows, as {@code merit score} writes them, or any other program. */
final class ScoredRows {
    private ScoredRows() {}

    static List<ScoredSet> read(List<String> files, ReadOptions options) {
        List<ScoredSet> scored = new ArrayList<>();
        for (String file : files) {
            try (RowStream rows = PreferenceFiles.open(file, options)) {
                while (rows.hasNext()) {
                    scored.addAll(sets(rows.next()));
                }
            }
        }
        return scored;
    }

    private static List<ScoredSet> sets(SourceRow row) {
        if (row.sets().isEmpty()) {
            return List.of();
        }
        List<Double> scores = row.scores();
        if (scores.isEmpty()) {
            throw new DataFileException(
                    row.origin() + ": no scores. Need chosen_score and rejected_score, or a score in each"
                            + " of candidates; write them with: merit score RUN --data FILE --out SCORED");
        }
        if (row.format() == Format.CANDIDATES && !row.hasRatingBesideScore()) {
            throw new DataFileException(
                    row.origin() + ": found candidates with a score and no given_score, so the score"
                            + " would be measured against itself; need the true rating as given_score beside it");
        }
        List<ScoredSet> sets = new ArrayList<>();
        int from = 0;
        for (CandidateSet set : row.sets()) {
            int to = from + set.candidates().size();
            sets.add(new ScoredSet(set, scores.subList(from, to)));
            from = to;
        }
        return sets;
    }
}
