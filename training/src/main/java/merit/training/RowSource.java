package merit.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import merit.dialogue.Conversation;
import merit.encoding.RowEncoder;
import merit.encoding.RowMemory;
import merit.encoding.TokenFile;
import merit.encoding.TokenRow;
import merit.preference.store.SetFile;
import merit.preference.store.StoreProgress;
import merit.tensor.Engine;

/** Where a run's rows come from: its encoder, or what that made of the same texts before. Not thread-safe. */
final class RowSource {
    private final RowEncoder encoder;
    private final RowMemory memory;
    private final TrainingObserver observer;
    private final BooleanSupplier stopped;
    private final Map<SetFile, TokenFile> known = new HashMap<>();

    /**
     * @param memory of rows in memory
     * @param observer told of tokenising
     * @param stopped asked all the while
     */
    RowSource(RowEncoder encoder, RowMemory memory, TrainingObserver observer, BooleanSupplier stopped) {
        this.encoder = encoder;
        this.memory = memory;
        this.observer = observer;
        this.stopped = () -> stopped.getAsBoolean() || Engine.hasEnded();
    }

    /** Rows that nobody waits for, and that nobody has made before. */
    static RowSource of(RowEncoder encoder) {
        return new RowSource(encoder, new RowMemory(), event -> {}, () -> false);
    }

    /** @throws CancellationException where the run was stopped */
    void checkStopped() {
        if (stopped.getAsBoolean()) {
            throw new CancellationException("stopped before the first step");
        }
    }

    /**
     * The rows of conversations, in order, each made once.
     *
     * @throws CancellationException where the run is stopped meanwhile
     */
    List<TokenRow> rows(List<Conversation> conversations) {
        return memory.encodeAll(encoder, conversations, stopped);
    }

    /**
     * The rows of sets on disk, tokenised only where nobody has done so before.
     *
     * @throws CancellationException where the run is stopped meanwhile
     */
    TokenFile tokens(SetFile sets) {
        TokenFile tokens = known.get(sets);
        if (tokens == null) {
            long start = System.nanoTime();
            try {
                tokens = TokenFile.of(sets, encoder, new Told(sets.size()));
            } catch (IOException e) {
                throw new UncheckedIOException(e.getMessage(), e);
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            observer.on(new TrainingEvent.TokensKnown(
                    tokens.size(), tokens.tokens(), tokens.isMade(), tokens.path(), seconds));
            known.put(sets, tokens);
        }
        return tokens;
    }

    /** What the observer hears of a file of tokens. */
    private final class Told implements StoreProgress {
        private final int sets;

        Told(int sets) {
            this.sets = sets;
        }

        @Override
        public void unusable(Path file, String found) {
            observer.on(new TrainingEvent.CacheUnusable(file, found));
        }

        @Override
        public void done(long count) {
            observer.on(new TrainingEvent.Tokenizing((int) count, sets));
        }

        @Override
        public void checkStopped() {
            RowSource.this.checkStopped();
        }
    }
}
