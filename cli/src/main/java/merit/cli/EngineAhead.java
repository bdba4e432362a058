package merit.cli;

import merit.tensor.Engine;
import merit.tensor.EngineUnavailableException;

/**
 * Starts the engine beside other things that take as long: its libraries are read while classes are loaded. Close it: a process that ends
 * while its libraries are being loaded may crash, so it waits until they are.
 */
final class EngineAhead implements AutoCloseable {
    private final Thread thread = new Thread(EngineAhead::start, "merit-engine-ahead");

    EngineAhead() {
        thread.setDaemon(true);
        thread.start();
    }

    private static void start() {
        try {
            Engine.start();
        } catch (EngineUnavailableException e) {
            // Whoever needs the engine is told.
        }
    }

    @Override
    public void close() throws InterruptedException {
        thread.join();
    }
}
