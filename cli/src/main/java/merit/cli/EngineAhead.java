package merit.cli;

import java.util.List;
import merit.tensor.Engine;
import merit.tensor.EngineUnavailableException;
import merit.tokenizer.TokenizerLibrary;

/**
 * Starts the engine and loads the tokenizers' library beside other things that take as long: while classes are loaded, libraries are
 * read. Close it: a process that ends while its libraries are being loaded may crash, so it waits until they are.
 */
final class EngineAhead implements AutoCloseable {
    private final List<Thread> threads = List.of(
            new Thread(EngineAhead::startEngine, "merit-engine-ahead"),
            new Thread(EngineAhead::loadTokenizers, "merit-tokenizers-ahead"));

    EngineAhead() {
        for (Thread thread : threads) {
            thread.setDaemon(true);
            thread.start();
        }
    }

    private static void startEngine() {
        try {
            Engine.start();
        } catch (EngineUnavailableException e) {
            // Whoever needs the engine is told.
        }
    }

    private static void loadTokenizers() {
        try {
            TokenizerLibrary.load();
        } catch (RuntimeException | LinkageError e) {
            // So is whoever needs a tokenizer.
        }
    }

    @Override
    public void close() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
