package merit.evaluation.benchmark;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import merit.dialogue.Conversation;
import merit.evaluation.metric.DistinctRows;
import merit.evaluation.metric.Progress;
import merit.preference.format.DataFileException;
import merit.preference.format.PreferenceFiles;
import merit.preference.format.Row;
import merit.scoring.Score;
import merit.scoring.Scorer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Scores of a benchmark's answers: by a model, or from a file that a model wrote elsewhere. */
final class BenchmarkScores {
    private static final int ROWS_PER_CALL = 256;
    private static final List<List<String>> PAIRS = List.of(
            List.of("scores_chosen", "scores_rejected"),
            List.of("chosen_score", "rejected_score"),
            List.of("score_chosen", "score_rejected"),
            List.of("chosen", "rejected"));

    private BenchmarkScores() {}

    static List<ScoredItem> of(Scorer scorer, List<BenchmarkItem> items, Progress progress) {
        List<Conversation> rows = items.stream()
                .flatMap(item ->
                        item.answers().stream().map(answer -> item.prompt().answered(answer)))
                .toList();
        Map<Conversation, Score> scores = DistinctRows.score(scorer, rows, ROWS_PER_CALL, progress);
        return items.stream()
                .map(item -> new ScoredItem(
                        item,
                        item.answers().stream()
                                .map(answer -> Objects.requireNonNull(
                                                scores.get(item.prompt().answered(answer)))
                                        .value())
                                .toList()))
                .toList();
    }

    static List<ScoredItem> read(String file, List<BenchmarkItem> items) {
        List<Row> rows = PreferenceFiles.rows(file);
        if (rows.size() == 1 && items.size() > 1) {
            rows = transposed(rows.get(0));
        }
        List<Row> matched = byId(rows, items);
        if (matched == null) {
            if (rows.size() != items.size()) {
                throw new DataFileException(file + ": found " + rows.size() + " rows of scores, need " + items.size()
                        + ", one a question in the order of the data, or an id in every row");
            }
            matched = rows;
        }
        List<ScoredItem> scored = new ArrayList<>();
        for (int k = 0; k < items.size(); k++) {
            scored.add(new ScoredItem(items.get(k), scores(matched.get(k), items.get(k))));
        }
        return scored;
    }

    /** The rows in the order of the questions, or null where ids do not tell. */
    private static @Nullable List<Row> byId(List<Row> rows, List<BenchmarkItem> items) {
        Map<String, Row> known = new HashMap<>();
        for (Row row : rows) {
            String id = row.has("id") ? Rules.id(row, "id") : Rules.id(row, "pair_id");
            if (id.isEmpty() || known.put(id, row) != null) {
                return null;
            }
        }
        long ids = items.stream().map(BenchmarkItem::id).distinct().count();
        if (ids < items.size()) {
            return null;
        }
        List<Row> matched = new ArrayList<>();
        for (BenchmarkItem item : items) {
            Row row = known.get(item.id());
            if (row == null) {
                throw item.row().wrong("no scores for the question with id " + item.id() + "; need one row for each");
            }
            matched.add(row);
        }
        return matched;
    }

    /** Columns, each a list, to rows: the form in which RewardBench publishes its scores. */
    private static List<Row> transposed(Row columns) {
        List<Row> rows = new ArrayList<>();
        columns.json().properties().forEach(entry -> {
            for (int k = 0; entry.getValue().isArray() && k < entry.getValue().size(); k++) {
                if (rows.size() <= k) {
                    rows.add(new Row(columns.json().objectNode(), columns.origin()));
                }
                rows.get(k).json().set(entry.getKey(), entry.getValue().get(k));
            }
        });
        if (rows.isEmpty()) {
            throw columns.wrong(
                    "found scores of a single question, need one row for each question, or one row of columns,"
                            + " each a list; is this the file that belongs to the data?");
        }
        return rows;
    }

    private static List<Double> scores(Row row, BenchmarkItem item) {
        JsonNode list = row.find("scores");
        if (list != null) {
            return numbers(row, list, "scores");
        }
        for (List<String> names : PAIRS) {
            JsonNode chosen = row.find(names.get(0));
            JsonNode rejected = row.find(names.get(1));
            if (chosen != null && rejected != null && !chosen.isString()) {
                // In the order of the file, B may be the chosen one.
                boolean turned = !item.right().get(0);
                List<Double> all = new ArrayList<>(numbers(row, turned ? rejected : chosen, names.get(0)));
                all.addAll(numbers(row, turned ? chosen : rejected, names.get(1)));
                return all;
            }
        }
        throw row.wrong(
                "no scores. Found: " + String.join(", ", row.json().propertyNames())
                        + ". Need scores (a list, one an answer in the order of the data), or scores_chosen and scores_rejected.");
    }

    /** A number, or all numbers of a list, each also alone in a list of its own. */
    private static List<Double> numbers(Row row, JsonNode value, String name) {
        if (!value.isArray()) {
            return List.of(row.number(value, name));
        }
        return value.valueStream()
                .map(one -> row.number(one.isArray() && one.size() == 1 ? one.get(0) : one, name))
                .toList();
    }
}
