package merit.evaluation.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import merit.evaluation.metric.ScoredPair;
import merit.preference.PreferencePair;

/**
 * Finds the openings and endings, of one to three words, that one answer of a pair has and the other has not in thirty pairs
 * or more. Of those that mark the very same pairs, the longest stands for all.
 */
final class PhraseSearch {
    private static final int ENOUGH_PAIRS = 30;
    private static final int MOST_WORDS = 3;

    /** More pairs than this are looked at in part, evenly over the data. */
    private static final int MOST_PAIRS = 20_000;

    /** Only this much of an answer's start and end is cut into words. */
    private static final int REACH = 120;

    private static final Pattern SPACE = Pattern.compile("\\s+");

    private PhraseSearch() {}

    static List<FeatureLean> of(List<PreferencePair> pairs, List<ScoredPair> scores) {
        int step = (pairs.size() + MOST_PAIRS - 1) / MOST_PAIRS;
        Map<String, List<Integer>> marks = new HashMap<>();
        for (int k = 0; k < pairs.size(); k += step) {
            Set<String> chosen = phrases(pairs.get(k).chosen());
            Set<String> rejected = phrases(pairs.get(k).rejected());
            int pair = k;
            chosen.stream()
                    .filter(phrase -> !rejected.contains(phrase))
                    .forEach(phrase -> marks.computeIfAbsent(phrase, p -> new ArrayList<>())
                            .add(pair + 1));
            rejected.stream()
                    .filter(phrase -> !chosen.contains(phrase))
                    .forEach(phrase -> marks.computeIfAbsent(phrase, p -> new ArrayList<>())
                            .add(-pair - 1));
        }
        Map<List<Integer>, String> longest = new HashMap<>();
        marks.forEach((phrase, where) -> {
            if (where.size() >= ENOUGH_PAIRS) {
                longest.merge(where, phrase, (a, b) -> a.length() >= b.length() ? a : b);
            }
        });
        List<FeatureLean> found = new ArrayList<>();
        longest.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .forEach(entry -> found.add(lean(entry.getValue(), entry.getKey(), scores)));
        return found;
    }

    private static FeatureLean lean(String phrase, List<Integer> where, List<ScoredPair> scores) {
        return FeatureLean.of(
                phrase,
                where.stream().map(mark -> scores.get(Math.abs(mark) - 1)).toList(),
                where.stream().mapToInt(Integer::signum).toArray());
    }

    /** The first one, two, three words and the last ones, each said to be which. */
    private static Set<String> phrases(String answer) {
        String text = answer.strip().toLowerCase(Locale.ROOT);
        Set<String> phrases = new LinkedHashSet<>();
        String[] first = words(text.substring(0, Math.min(REACH, text.length())));
        String[] last = words(text.substring(Math.max(0, text.length() - REACH)));
        IntStream.rangeClosed(1, Math.min(MOST_WORDS, first.length))
                .forEach(n -> phrases.add(
                        "the opening \"" + String.join(" ", Arrays.asList(first).subList(0, n)) + "\""));
        IntStream.rangeClosed(1, Math.min(MOST_WORDS, last.length))
                .forEach(n -> phrases.add("the ending \""
                        + String.join(" ", Arrays.asList(last).subList(last.length - n, last.length)) + "\""));
        return phrases;
    }

    private static String[] words(String text) {
        return text.isBlank() ? new String[0] : SPACE.split(text.strip());
    }
}
