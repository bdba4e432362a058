package merit.training;

import java.util.BitSet;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import merit.preference.CandidateSet;
import merit.preference.store.StoredSets;

/** Data of one side of a run: all of them, and the parts that have names; what belongs to no part has no name. */
public final class NamedSets {
    private final List<CandidateSet> all;
    private final Map<String, BitSet> parts;

    private NamedSets(Map<String, BitSet> places, List<CandidateSet> all) {
        this.all = all;
        this.parts = Collections.unmodifiableMap(new LinkedHashMap<>(places));
    }

    /**
     * Data in memory.
     *
     * @param all in the order in which they are read
     * @param parts by name; a part's sets are those very objects of {@code all}
     */
    public NamedSets(List<CandidateSet> all, Map<String, List<CandidateSet>> parts) {
        this(places(all, parts), List.copyOf(all));
    }

    /**
     * Data on disk, where they stay.
     *
     * @param parts by name, the places of each part's sets among all
     */
    public static NamedSets stored(StoredSets all, Map<String, BitSet> parts) {
        return new NamedSets(parts, all);
    }

    /** Data without names. */
    public static NamedSets of(List<CandidateSet> all) {
        return new NamedSets(all, Map.of());
    }

    private static Map<String, BitSet> places(List<CandidateSet> all, Map<String, List<CandidateSet>> parts) {
        Set<CandidateSet> known = same(all);
        Map<String, BitSet> places = new LinkedHashMap<>();
        parts.forEach((name, sets) -> {
            if (!known.containsAll(sets)) {
                throw new IllegalArgumentException(
                        "sets of " + name + ": found some that are not among all of them, need them there too");
            }
            Set<CandidateSet> own = same(sets);
            BitSet members = new BitSet();
            IntStream.range(0, all.size()).forEach(place -> members.set(place, own.contains(all.get(place))));
            places.put(name, members);
        });
        return places;
    }

    /** All of them, in the order in which they are read. */
    public List<CandidateSet> all() {
        return all;
    }

    /** Those of them that are among others; parts of which nothing is left stay, empty. */
    public NamedSets only(List<CandidateSet> others) {
        Set<CandidateSet> kept = same(others);
        int[] places = IntStream.range(0, all.size())
                .filter(place -> kept.contains(all.get(place)))
                .toArray();
        Map<String, BitSet> fewer = new LinkedHashMap<>();
        parts.forEach((name, members) -> {
            BitSet left = new BitSet();
            IntStream.range(0, places.length).forEach(i -> left.set(i, members.get(places[i])));
            fewer.put(name, left);
        });
        return new NamedSets(fewer, IntStream.of(places).mapToObj(all::get).toList());
    }

    /** Each set changed, under the same names. */
    NamedSets map(UnaryOperator<CandidateSet> change) {
        return new NamedSets(parts, all.stream().map(change).toList());
    }

    /** The labels of each part, by index into lessons that were made of these sets. */
    Map<String, int[]> labels(Lessons lessons) {
        Map<String, int[]> labels = new LinkedHashMap<>();
        parts.forEach((name, members) -> labels.put(
                name,
                IntStream.range(0, lessons.size())
                        .filter(label -> members.get(lessons.place(label)))
                        .toArray()));
        return labels;
    }

    /** Of the very objects: two sets may say the same. */
    private static Set<CandidateSet> same(List<CandidateSet> sets) {
        Set<CandidateSet> same = Collections.newSetFromMap(new IdentityHashMap<>());
        same.addAll(sets);
        return same;
    }
}
