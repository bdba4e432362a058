package merit.preference;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was read, what of it was kept, and what was dropped and why. Serialises to JSON as it stands.
 *
 * @param files as the user named them
 * @param formats of the files, in the same order, by the names that {@code --format} takes
 * @param rows rows read from the files
 * @param sets prompts with their candidates that were kept; one row may give several, or several rows one
 * @param candidates in all kept sets
 * @param pairs judgements that prefer one answer
 * @param ties judgements that prefer neither
 * @param dropped by {@link DropReason#label()}: rows while reading, pairs afterwards
 */
public record DataReport(
        List<String> files,
        List<String> formats,
        long rows,
        long sets,
        long candidates,
        long pairs,
        long ties,
        Map<String, Long> dropped) {
    public DataReport {
        files = List.copyOf(files);
        formats = List.copyOf(formats);
        dropped = Collections.unmodifiableMap(new TreeMap<>(dropped));
    }

    /** A report on sets that were made in memory, one a row. */
    public static DataReport of(List<CandidateSet> sets) {
        return new DataReport(List.of(), List.of(), sets.size(), 0, 0, 0, 0, Map.of()).counting(sets);
    }

    /** The same history, with what is kept counted anew. */
    public DataReport counting(List<CandidateSet> kept) {
        long candidateCount = 0;
        long pairCount = 0;
        long tieCount = 0;
        for (CandidateSet set : kept) {
            candidateCount += set.candidates().size();
            long setTies = set.judgements().stream().filter(Judgement::isTie).count();
            tieCount += setTies;
            pairCount += set.judgements().size() - setTies;
        }
        return new DataReport(files, formats, rows, kept.size(), candidateCount, pairCount, tieCount, dropped);
    }

    /** The same report on so many rows read. */
    public DataReport withRows(long count) {
        return new DataReport(files, formats, count, sets, candidates, pairs, ties, dropped);
    }

    /** The same report with {@code count} more dropped for {@code reason}. */
    public DataReport dropping(DropReason reason, long count) {
        if (count == 0) {
            return this;
        }
        Map<String, Long> more = new TreeMap<>(dropped);
        more.merge(reason.label(), count, Long::sum);
        return new DataReport(files, formats, rows, sets, candidates, pairs, ties, more);
    }

    /** Both reports as one. */
    public DataReport plus(DataReport other) {
        List<String> allFiles = new ArrayList<>(files);
        allFiles.addAll(other.files);
        List<String> allFormats = new ArrayList<>(formats);
        allFormats.addAll(other.formats);
        Map<String, Long> allDropped = new TreeMap<>(dropped);
        other.dropped.forEach((reason, count) -> allDropped.merge(reason, count, Long::sum));
        return new DataReport(
                allFiles,
                allFormats,
                rows + other.rows,
                sets + other.sets,
                candidates + other.candidates,
                pairs + other.pairs,
                ties + other.ties,
                allDropped);
    }

    /** How many were dropped for {@code reason}. */
    public long dropped(DropReason reason) {
        return dropped.getOrDefault(reason.label(), 0L);
    }

    /** How many were dropped, for whatever reason. */
    public long droppedInAll() {
        return dropped.values().stream().mapToLong(Long::longValue).sum();
    }
}
