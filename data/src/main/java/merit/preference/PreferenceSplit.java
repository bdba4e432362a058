package merit.preference;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import merit.store.Digest;
import merit.store.DigestIndex;

/**
 * Splits by group, so that conversations with the same first user turn never stand on both sides. Seeded, and stable
 * under any reordering of the rows.
 *
 * <p>The group's key is the first user turn, stripped, with runs of white space folded to one space. Groups are ranked by
 * the hexadecimal SHA-256 of UTF-8(seed + "\n" + key). Of G groups, the one of rank r lies in fold floor(r * k / G) of k,
 * and is held out at a share s where r &lt; round(s * G).
 */
public final class PreferenceSplit {
    private final long seed;

    public PreferenceSplit(long seed) {
        this.seed = seed;
    }

    /** The two sides of a split, each in the order of the input. */
    public record Sides<T>(List<T> training, List<T> heldOut) {
        public Sides {
            training = List.copyOf(training);
            heldOut = List.copyOf(heldOut);
        }
    }

    /** The key by which {@code set} is grouped: its first user turn, white space of any kind folded as by {@link WhiteSpace}. */
    public static String groupKey(CandidateSet set) {
        return WhiteSpace.fold(set.prompt().firstUserTurn());
    }

    /** Holds out {@code share} of the groups, 0 to 1. */
    public Sides<CandidateSet> holdOut(List<CandidateSet> sets, double share) {
        return holdOut(sets, PreferenceSplit::groupKey, share);
    }

    /** As {@link #holdOut(List, double)}, for rows of any kind. */
    public <T> Sides<T> holdOut(List<T> rows, Function<? super T, String> groupKey, double share) {
        requireShare(share);
        BitSet held = heldOut(rows, groupKey, share);
        return sides(rows, held::get);
    }

    private static <T> Sides<T> sides(List<T> rows, IntPredicate heldOut) {
        List<T> training = new ArrayList<>();
        List<T> held = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            (heldOut.test(i) ? held : training).add(rows.get(i));
        }
        return new Sides<>(training, held);
    }

    /** The places of the sets that {@link #holdOut(List, double)} holds out; in memory are 40 bytes a set, and no text. */
    public BitSet heldOut(List<CandidateSet> sets, double share) {
        requireShare(share);
        return heldOut(sets, PreferenceSplit::groupKey, share);
    }

    /** How many of some sets have the {@link #groupKey} of one of others; in memory are some bytes a set, and no text. */
    public static long shared(List<CandidateSet> sets, List<CandidateSet> others) {
        DigestIndex known = new DigestIndex();
        sets.forEach(set -> known.number(digest(set)));
        int count = known.size();
        return others.stream().filter(set -> known.number(digest(set)) < count).count();
    }

    private static Digest digest(CandidateSet set) {
        return Digest.ofContent(groupKey(set).getBytes(StandardCharsets.UTF_8));
    }

    private <T> BitSet heldOut(List<T> rows, Function<? super T, String> groupKey, double share) {
        Digest[] hashes = new Digest[rows.size()];
        IntStream.range(0, hashes.length).parallel().forEach(i -> hashes[i] = hash(groupKey.apply(rows.get(i))));
        Digest[] groups = Arrays.stream(hashes).distinct().sorted().toArray(Digest[]::new);
        int limit = (int) Math.round(share * groups.length);
        BitSet held = new BitSet(hashes.length);
        for (int i = 0; i < hashes.length; i++) {
            held.set(i, limit == groups.length || hashes[i].compareTo(groups[limit]) < 0);
        }
        return held;
    }

    /** By which groups are ranked. */
    private Digest hash(String key) {
        return Digest.ofContent((seed + "\n" + key).getBytes(StandardCharsets.UTF_8));
    }

    private static void requireShare(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("held-out share: found " + share + ", need 0 to 1");
        }
    }

    /** All k folds: side i holds out fold i and trains on the others. */
    public List<Sides<CandidateSet>> folds(List<CandidateSet> sets, int k) {
        return folds(sets, PreferenceSplit::groupKey, k);
    }

    /** As {@link #folds(List, int)}, for rows of any kind. */
    public <T> List<Sides<T>> folds(List<T> rows, Function<? super T, String> groupKey, int k) {
        List<String> keys = rows.stream().<String>map(groupKey).toList();
        Map<String, Integer> foldOf = foldOf(keys, k);
        List<Sides<T>> folds = new ArrayList<>();
        for (int i = 0; i < k; i++) {
            int fold = i;
            folds.add(sides(rows, row -> foldOf.getOrDefault(keys.get(row), -1) == fold));
        }
        return folds;
    }

    /** The fold, from 0, of each of these keys; a key may stand several times. */
    public Map<String, Integer> foldOf(List<String> keys, int k) {
        List<String> groups = keys.stream().distinct().toList();
        if (k < 2 || k > groups.size()) {
            throw new IllegalArgumentException("folds: found " + k + ", need 2 to " + groups.size()
                    + ", the number of different first user turns");
        }
        List<Hashed> ranked = groups.parallelStream()
                .map(key -> new Hashed(key, hash(key)))
                .sorted(Comparator.comparing(Hashed::hash))
                .toList();
        Map<String, Integer> folds = new HashMap<>();
        for (int rank = 0; rank < ranked.size(); rank++) {
            folds.put(ranked.get(rank).key(), (int) ((long) rank * k / ranked.size()));
        }
        return folds;
    }

    private record Hashed(String key, Digest hash) {}
}
