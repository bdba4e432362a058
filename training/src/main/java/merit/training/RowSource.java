package merit.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import merit.encoding.RowEncoder;
import merit.encoding.TokenFile;
import merit.preference.store.SetFile;
import merit.preference.store.StoreProgress;

/** Where a run's rows come from: its encoder, or what that made of sets on disk before. Not thread-safe. */
final class RowSource {
    private final RowEncoder encoder;
    private final TrainingObserver observer;
    private final Map<SetFile, TokenFile> known = new HashMap<>();

    /** @param observer told of tokenising */
    RowSource(RowEncoder encoder, TrainingObserver observer) {
        this.encoder = encoder;
        this.observer = observer;
    }

    RowEncoder encoder() {
        return encoder;
    }

    /** The rows of sets on disk, tokenised only where nobody has done so before. */
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
    }
}
