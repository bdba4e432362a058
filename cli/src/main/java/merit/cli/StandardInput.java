package merit.cli;

import java.util.List;

/** What comes through a pipe, named {@code -} among files. */
final class StandardInput {
    private StandardInput() {}

    /** Refuses a command that would read it twice: the second reading would find it empty. */
    static void checkOnce(List<List<String>> files) {
        long named = files.stream()
                .flatMap(List::stream)
                .filter(file -> file.equals("-"))
                .count();
        if (named > 1) {
            throw new UsageException("standard input can be read once: found - " + named
                    + " times; write what comes through the pipe into a file, and name that.");
        }
    }
}
