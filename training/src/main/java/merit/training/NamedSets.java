package merit.training;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import merit.preference.CandidateSet;

/**
 * Data of one side of a run: all of them, and the parts that have names. A part's sets are those very objects of {@code all}; what
 * belongs to no part has no name.
 *
 * @param all in the order in which they are read
 * @param parts by name
 */
public record NamedSets(List<CandidateSet> all, Map<String, List<CandidateSet>> parts) {
    public NamedSets {
        all = List.copyOf(all);
        Set<CandidateSet> known = same(all);
        Map<String, List<CandidateSet>> copied = new LinkedHashMap<>();
        parts.forEach((name, sets) -> {
            if (!known.containsAll(sets)) {
                throw new IllegalArgumentException(
                        "sets of " + name + ": found some that are not among all of them, need them there too");
            }
            copied.put(name, List.copyOf(sets));
        });
        parts = Collections.unmodifiableMap(copied);
    }

    /** Data without names. */
    public static NamedSets of(List<CandidateSet> all) {
        return new NamedSets(all, Map.of());
    }

    /** Those of them that are among others; parts of which nothing is left stay, empty. */
    public NamedSets only(List<CandidateSet> others) {
        Set<CandidateSet> kept = same(others);
        Map<String, List<CandidateSet>> fewer = new LinkedHashMap<>();
        parts.forEach((name, sets) ->
                fewer.put(name, sets.stream().filter(kept::contains).toList()));
        return new NamedSets(all.stream().filter(kept::contains).toList(), fewer);
    }

    /** Each set changed, under the same names. */
    NamedSets map(UnaryOperator<CandidateSet> change) {
        IdentityHashMap<CandidateSet, CandidateSet> changed = new IdentityHashMap<>();
        all.forEach(set -> changed.computeIfAbsent(set, change));
        Map<String, List<CandidateSet>> others = new LinkedHashMap<>();
        parts.forEach(
                (name, sets) -> others.put(name, sets.stream().map(changed::get).toList()));
        return new NamedSets(all.stream().map(changed::get).toList(), others);
    }

    /** The labels of each part, by index into lessons that were made of these sets. */
    Map<String, int[]> labels(Lessons lessons) {
        Map<String, int[]> labels = new LinkedHashMap<>();
        parts.forEach((name, sets) -> {
            Set<CandidateSet> own = same(sets);
            labels.put(
                    name,
                    IntStream.range(0, lessons.size())
                            .filter(label -> own.contains(lessons.source(label)))
                            .toArray());
        });
        return labels;
    }

    /** Of the very objects: two sets may say the same. */
    private static Set<CandidateSet> same(List<CandidateSet> sets) {
        Set<CandidateSet> same = Collections.newSetFromMap(new IdentityHashMap<>());
        same.addAll(sets);
        return same;
    }
}
