package merit.preference.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import merit.preference.CandidateSet;
import merit.preference.DataReport;
import merit.preference.DropReason;
import merit.preference.RepeatFilter;
import merit.preference.format.RowStream;
import merit.preference.format.SourceRow;
import merit.store.RecordWriter;

/** Writes sets while they are read: some thousand at a time, turned into records on all cores. Not thread-safe. */
final class SetIngest {
    private static final int AT_ONCE = 4096;

    private final RecordWriter writer;
    private final StoreProgress progress;
    private final List<Integer> opened = new ArrayList<>();
    private final List<CandidateSet> waiting = new ArrayList<>();
    private RepeatFilter repeats = new RepeatFilter();
    private DataReport report = DataReport.of(List.of());
    private DataReport section = report;
    private int firstAnswer;
    private int file;
    private long rows;

    SetIngest(RecordWriter writer, StoreProgress progress) {
        this.writer = writer;
        this.progress = progress;
    }

    /**
     * Reads files that belong together.
     *
     * @param files goes over them, one after the other
     * @param count of them, of which the last may be left closed
     */
    void section(Consumer<Consumer<RowStream>> files, int count) {
        int first = file;
        repeats = new RepeatFilter();
        section = DataReport.of(List.of());
        files.accept(this::read);
        report = report.plus(repeats.counted(section));
        file = first + count;
    }

    private void read(RowStream stream) {
        stream.requireSets();
        if (stream.joinsRows()) {
            throw new IllegalArgumentException(
                    stream.file() + ": found " + stream.format().title()
                            + ", several of which make one prompt with its answers, need rows that stand alone; say"
                            + " --token-cache off, or turn them into pairs first");
        }
        opened.add(file);
        section = section.plus(new DataReport(List.of(), List.of(stream.format().label()), 0, 0, 0, 0, 0, Map.of()));
        while (stream.hasNext()) {
            SourceRow row = stream.next();
            DropReason reason = row.dropped();
            section = reason == null ? section : section.dropping(reason, 1);
            row.sets().forEach(this::take);
            progress.done(++rows);
        }
        write();
        section = section.plus(DataReport.of(List.of()).withRows(stream.taken()));
        file++;
    }

    private void take(CandidateSet set) {
        CandidateSet left = repeats.pass(set);
        if (left != null) {
            waiting.add(left);
        }
        if (waiting.size() == AT_ONCE) {
            write();
        }
    }

    /** Writes those that wait, and counts them. */
    private void write() {
        int[] first = new int[waiting.size()];
        for (int i = 0; i < first.length; i++) {
            first[i] = firstAnswer;
            firstAnswer = Math.addExact(firstAnswer, waiting.get(i).candidates().size());
        }
        byte[][] records = new byte[first.length][];
        IntStream.range(0, first.length)
                .parallel()
                .forEach(i -> records[i] = StoredSet.encode(waiting.get(i), first[i], file));
        try {
            for (byte[] record : records) {
                writer.add(record);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
        section = section.plus(DataReport.of(waiting).withRows(0));
        waiting.clear();
    }

    SetReading.Note note() {
        return new SetReading.Note(opened, report);
    }
}
