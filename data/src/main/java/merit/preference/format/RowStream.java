package merit.preference.format;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import merit.preference.CandidateSet;

/** The rows of one file, read while one goes over them. Not thread-safe. */
public final class RowStream implements Iterator<SourceRow>, AutoCloseable {
    private final LabelledFile file;
    private final RowSource source;
    private final Deque<Row> ahead = new ArrayDeque<>();
    private final Format format;
    private final FormatReader reader;
    private final long most;
    private long taken;

    RowStream(LabelledFile file, RowSource source, ReadOptions options) {
        this.file = file;
        this.source = source;
        this.most = options.maxSamples();
        for (Row row = source.next(); row != null; row = source.next()) {
            ahead.add(row);
            if (ahead.size() == Detection.ROWS) {
                break;
            }
        }
        if (ahead.isEmpty()) {
            throw new DataFileException(file.path() + ": empty: found no rows, need at least one");
        }
        Format given = options.format();
        this.format = given != null ? given : Detection.of(List.copyOf(ahead), options.pairing());
        this.reader = format.reader(options.pairing());
    }

    /** The format that was given, or found from the first rows. */
    public Format format() {
        return format;
    }

    /** Whether several rows of the file make one set, so that none is known before the last row. */
    public boolean joinsRows() {
        return reader.joinsRows();
    }

    /** @throws DataFileException where the rows are texts, which hold no preference */
    public void requireSets() {
        if (format == Format.TEXT) {
            throw new DataFileException(file() + ": found rows of text, which hold no preference; need prompt, chosen,"
                    + " rejected (or another format); merit score alone takes texts as they stand");
        }
    }

    @Override
    public boolean hasNext() {
        if (taken < most && ahead.isEmpty()) {
            Row row = source.next();
            if (row != null) {
                ahead.add(row);
            }
        }
        return taken < most && !ahead.isEmpty();
    }

    @Override
    public SourceRow next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no more rows");
        }
        taken++;
        Row row = ahead.remove();
        try {
            List<CandidateSet> sets = reader.read(row).stream().map(file::label).toList();
            return new SourceRow(row.json(), row.origin(), format, sets, null);
        } catch (RowDropped dropped) {
            return new SourceRow(row.json(), row.origin(), format, List.of(), dropped.reason());
        }
    }

    /** What several rows make together, after the last of them. */
    Assembled assemble(List<CandidateSet> sets) {
        Assembled together = reader.assemble(sets);
        return new Assembled(together.sets().stream().map(file::label).toList(), together.dropped());
    }

    /** As the user named it, without what its judgements are of. */
    public String file() {
        return file.path();
    }

    /** How many rows were handed out so far. */
    public long taken() {
        return taken;
    }

    @Override
    public void close() {
        source.close();
    }
}
