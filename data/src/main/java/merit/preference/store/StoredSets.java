package merit.preference.store;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.RandomAccess;
import java.util.stream.IntStream;
import merit.preference.CandidateSet;

/**
 * Sets in a {@link SetFile}, all or some, in its order: each is read when it is asked for, and is another object every time. In memory
 * are four bytes a set. Immutable and thread-safe.
 */
public final class StoredSets extends AbstractList<CandidateSet> implements RandomAccess {
    private final SetFile file;
    private final int[] numbers;

    StoredSets(SetFile file, int[] numbers) {
        this.file = file;
        this.numbers = numbers.clone();
    }

    @Override
    public CandidateSet get(int place) {
        return file.get(numbers[place]);
    }

    @Override
    public int size() {
        return numbers.length;
    }

    /** Where they are. */
    public SetFile file() {
        return file;
    }

    /** The number of a set in the file. */
    public int number(int place) {
        return numbers[place];
    }

    /** These of them, by place. */
    public StoredSets only(IntStream places) {
        return new StoredSets(file, places.map(place -> numbers[place]).toArray());
    }

    /** The sets of some places, read on all cores. */
    public List<CandidateSet> read(int from, int to) {
        return Arrays.asList(
                IntStream.range(from, to).parallel().mapToObj(this::get).toArray(CandidateSet[]::new));
    }

    /** In memory, so many of them at most, drawn by a seed and in their order. */
    public List<CandidateSet> sample(int most, long seed) {
        int[] places = IntStream.range(0, size()).toArray();
        Random random = new Random(seed);
        int drawn = Math.min(most, places.length);
        for (int i = 0; i < drawn; i++) {
            int other = i + random.nextInt(places.length - i);
            int place = places[other];
            places[other] = places[i];
            places[i] = place;
        }
        int[] sampled = Arrays.copyOf(places, drawn);
        Arrays.sort(sampled);
        return Collections.unmodifiableList(only(IntStream.of(sampled)).read(0, drawn));
    }
}
