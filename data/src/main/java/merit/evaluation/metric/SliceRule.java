package merit.evaluation.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import merit.dialogue.Role;
import merit.preference.PreferencePair;
import org.jspecify.annotations.Nullable;

/**
 * One way to cut pairs into slices.
 *
 * @param by its name
 * @param values one for each pair, in the order of the pairs
 * @param parts the different values, in the order in which they are shown
 */
record SliceRule(String by, List<String> values, List<String> parts) {
    private static final int MOST_PARTS = 20;
    private static final int MOST_TURNS = 4;
    private static final String NOTHING = "(none)";

    /** Whether it cuts at all, and not into crumbs. */
    boolean isUseful() {
        return parts.size() > 1 && parts.size() <= MOST_PARTS;
    }

    /** By file, objective, script of the prompt, number of user turns, lengths, and every field of the metadata. */
    static List<SliceRule> of(List<PreferencePair> pairs) {
        List<SliceRule> rules = new ArrayList<>();
        rules.add(named(
                "file", pairs.stream().map(pair -> pair.set().origin().file()).toList()));
        rules.add(named(
                "objective",
                pairs.stream().map(pair -> pair.judgement().objective()).toList()));
        rules.add(named(
                "script of the prompt",
                pairs.stream()
                        .map(pair -> WritingSystem.of(pair.prompt().text()))
                        .toList()));
        rules.add(turns(pairs));
        rules.add(quarters("prompt, characters", pairs, SliceRule::promptLength));
        rules.add(quarters(
                "answers, mean characters",
                pairs,
                pair -> (pair.chosen().length() + pair.rejected().length()) / 2));
        rules.add(quarters(
                "difference in length, characters",
                pairs,
                pair -> Math.abs(pair.chosen().length() - pair.rejected().length())));
        Set<String> fields = new LinkedHashSet<>();
        pairs.forEach(pair -> pair.set().metadata().forEach((name, value) -> {
            if (value instanceof String || value instanceof Number || value instanceof Boolean) {
                fields.add(name);
            }
        }));
        for (String field : fields) {
            rules.add(named(
                    field,
                    pairs.stream()
                            .map(pair -> text(pair.set().metadata().get(field)))
                            .toList()));
        }
        return rules;
    }

    private static String text(@Nullable Object value) {
        return value == null || value.toString().isBlank() ? NOTHING : value.toString();
    }

    /** The largest part first. */
    private static SliceRule named(String by, List<String> values) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        values.forEach(value -> counts.merge(value, 1, Integer::sum));
        List<String> parts = counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .map(Map.Entry::getKey)
                .toList();
        return new SliceRule(by, values, parts);
    }

    private static SliceRule turns(List<PreferencePair> pairs) {
        List<String> values = pairs.stream()
                .map(pair -> pair.prompt().messages().stream()
                        .filter(message -> message.role() == Role.USER)
                        .count())
                .map(turns -> turns < MOST_TURNS ? Long.toString(turns) : MOST_TURNS + " or more")
                .toList();
        return new SliceRule(
                "user turns", values, values.stream().distinct().sorted().toList());
    }

    /** Four parts of about equally many pairs, the smallest values first. */
    private static SliceRule quarters(String by, List<PreferencePair> pairs, ToIntFunction<PreferencePair> size) {
        int[] sizes = pairs.stream().mapToInt(size).toArray();
        int[] sorted = sizes.clone();
        Arrays.sort(sorted);
        int[] last = Arrays.stream(new int[] {1, 2, 3, 4})
                .map(quarter -> sorted[Math.max(0, sorted.length * quarter / 4 - 1)])
                .distinct()
                .toArray();
        List<String> parts = new ArrayList<>();
        for (int q = 0; q < last.length; q++) {
            parts.add(q == 0 ? "up to " + last[0] : (last[q - 1] + 1) + " to " + last[q]);
        }
        List<String> values = Arrays.stream(sizes)
                .mapToObj(one -> {
                    int found = Arrays.binarySearch(last, one);
                    return parts.get(found >= 0 ? found : -found - 1);
                })
                .toList();
        return new SliceRule(by, values, parts);
    }

    private static int promptLength(PreferencePair pair) {
        return pair.prompt().messages().stream()
                .mapToInt(message -> message.content().length())
                .sum();
    }
}
