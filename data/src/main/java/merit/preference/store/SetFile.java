package merit.preference.store;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import merit.preference.CandidateSet;
import merit.preference.DataReport;
import merit.store.Digest;
import merit.store.RecordFile;

/**
 * What was kept of some files of preferences, in a memory-mapped file: sets by number, in the order in which they were read. Made by a
 * {@link SetReading}. Thread-safe.
 */
public final class SetFile {
    private final RecordFile records;
    private final byte[] key;
    private final List<String> files;
    private final DataReport report;

    SetFile(RecordFile records, byte[] key, List<String> files, DataReport report) {
        this.records = records;
        this.key = key.clone();
        this.files = files;
        this.report = report;
    }

    /** How many sets there are. */
    public int size() {
        return records.size();
    }

    /** All of them, as a list that stays on disk. */
    public StoredSets sets() {
        return new StoredSets(this, IntStream.range(0, size()).toArray());
    }

    CandidateSet get(int number) {
        ByteBuffer record = records.get(number);
        return StoredSet.decode(record, files.get(StoredSet.file(record)));
    }

    /** The number of a set's first answer among those of all sets. */
    public int firstAnswer(int number) {
        return StoredSet.firstAnswer(records.get(number));
    }

    /** By which a set's prompt is told from others. */
    public Digest prompt(int number) {
        return StoredSet.prompt(records.get(number));
    }

    /** Which of some sets are of some of the files, by their number in all sections. */
    public BitSet ofFiles(StoredSets sets, IntPredicate files) {
        BitSet found = new BitSet(sets.size());
        for (int place = 0; place < sets.size(); place++) {
            found.set(place, files.test(StoredSet.file(records.get(sets.number(place)))));
        }
        return found;
    }

    /** What was read, kept and dropped. */
    public DataReport report() {
        return report;
    }

    /** What it depends on, 32 bytes. */
    public byte[] key() {
        return key.clone();
    }

    /** Its records, and so its path and size. */
    public RecordFile records() {
        return records;
    }
}
