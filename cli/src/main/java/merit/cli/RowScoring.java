package merit.cli;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import merit.preference.format.SourceRow;
import merit.scoring.Score;
import merit.scoring.ScoreInput;
import merit.scoring.Scorer;

/** Scores rows some at a time: enough to pack them by length, few enough to see progress and to hold any file. */
final class RowScoring {
    private static final int CHUNK = 200;

    private final Console console;
    private final Scorer scorer;

    RowScoring(Console console, Scorer scorer) {
        this.console = console;
        this.scorer = scorer;
    }

    /** Hands on each row with the scores of its answers, in order. */
    void over(Iterator<SourceRow> rows, BiConsumer<SourceRow, List<Score>> receiver) {
        long answers = 0;
        long unusable = 0;
        try (ProgressBar bar = new ProgressBar(console, "Scoring", 0).unit("answers")) {
            while (rows.hasNext()) {
                List<SourceRow> chunk = chunk(rows);
                answers += score(chunk, receiver);
                unusable += chunk.stream()
                        .filter(row -> row.sets().isEmpty() && row.texts().isEmpty())
                        .count();
                bar.to(answers);
            }
        }
        if (unusable > 0) {
            console.say(Numbers.count(unusable, "row") + " could not be used and came back without a score.");
        }
    }

    private static List<SourceRow> chunk(Iterator<SourceRow> rows) {
        List<SourceRow> chunk = new ArrayList<>();
        while (rows.hasNext() && chunk.size() < CHUNK) {
            chunk.add(rows.next());
        }
        return chunk;
    }

    private int score(List<SourceRow> rows, BiConsumer<SourceRow, List<Score>> receiver) {
        List<ScoreInput> inputs = new ArrayList<>();
        rows.forEach(row -> inputs.addAll(inputs(row)));
        Iterator<Score> scores = scorer.score(inputs).iterator();
        for (SourceRow row : rows) {
            receiver.accept(
                    row, inputs(row).stream().map(input -> scores.next()).toList());
        }
        return inputs.size();
    }

    private static List<ScoreInput> inputs(SourceRow row) {
        List<ScoreInput> inputs = new ArrayList<>();
        row.conversations().forEach(conversation -> inputs.add(new ScoreInput.Chat(conversation)));
        row.texts().forEach(text -> inputs.add(new ScoreInput.Text(text.first(), text.second(), true)));
        return inputs;
    }

    /** The numbers alone. */
    static List<Double> values(List<Score> scores) {
        return scores.stream().map(Score::value).toList();
    }

    /** How far an ensemble's members lie apart; none where there is no ensemble. */
    static List<Double> spreads(List<Score> scores) {
        List<Double> spreads = scores.stream()
                .flatMap(score -> Stream.ofNullable(score.spread()))
                .toList();
        return spreads.size() == scores.size() ? spreads : List.of();
    }
}
