package merit.evaluation.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import merit.dialogue.Conversation;
import merit.dialogue.Message;
import merit.evaluation.metric.ClusteredBootstrap;
import merit.preference.format.DataFileException;
import merit.preference.format.Row;
import tools.jackson.databind.JsonNode;

/** How one benchmark's rows are read, and how its figures are made of scores. */
interface Rules {
    /** @param file the row's file, for benchmarks whose subsets are files */
    BenchmarkItem read(Row row, String file);

    /**
     * Those of a folder's files that hold the questions: not what stands there a second time, or in another make.
     *
     * @throws DataFileException where the files hold sets that the benchmark never scores as one
     */
    default List<Path> chosen(List<Path> files) {
        return files;
    }

    BenchmarkResult figures(List<ScoredItem> items, ClusteredBootstrap bootstrap);

    /** By subset, in the order of their names. */
    static Map<String, List<ScoredItem>> bySubset(List<ScoredItem> items) {
        Map<String, List<ScoredItem>> subsets = new TreeMap<>();
        items.forEach(one -> subsets.computeIfAbsent(one.item().subset(), s -> new ArrayList<>())
                .add(one));
        return subsets;
    }

    /** The mean of a figure over each subset's items, by subset, in the order of their names. */
    static Map<String, Estimate> means(
            List<ScoredItem> items, ToDoubleFunction<ScoredItem> figure, ClusteredBootstrap bootstrap) {
        Map<String, Estimate> means = new TreeMap<>();
        bySubset(items).forEach((name, some) -> means.put(name, Estimate.mean(some, figure, seeded(bootstrap, name))));
        return means;
    }

    /** Those subsets of a list that are in the data, in the list's order. */
    static List<Estimate> present(List<String> names, Map<String, Estimate> subsets) {
        return names.stream().filter(subsets::containsKey).map(subsets::get).toList();
    }

    /** Subsets are resampled independently of each other. */
    static ClusteredBootstrap seeded(ClusteredBootstrap bootstrap, String subset) {
        return bootstrap.withSeed(bootstrap.seed() + subset.hashCode());
    }

    /** One text, or every text of a list. */
    static List<String> texts(Row row, String key, String hint) {
        JsonNode value = row.need(key, hint);
        return value.isArray()
                ? value.valueStream().map(text -> row.text(text, key)).toList()
                : List.of(row.text(value, key));
    }

    /** A text as one user turn, or the turns of a list of messages. */
    static Conversation prompt(Row row, String key, String hint) {
        JsonNode value = row.need(key, hint);
        return new Conversation(
                value.isArray() ? row.messages(value, key) : List.of(Message.user(row.text(value, key))));
    }

    /** The value of {@code id} (or another key) as text; empty where there is none. */
    static String id(Row row, String key) {
        JsonNode value = row.find(key);
        return value == null ? "" : value.isString() ? value.stringValue() : value.toString();
    }

    /** So many right answers, then so many wrong ones. */
    static List<Boolean> right(int right, int wrong) {
        List<Boolean> all = new ArrayList<>();
        for (int k = 0; k < right + wrong; k++) {
            all.add(k < right);
        }
        return all;
    }
}
