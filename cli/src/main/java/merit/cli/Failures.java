package merit.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import merit.tensor.EngineEndedException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What a person reads when a verb fails: one message on standard error, and the trace only where it was asked for. */
final class Failures {
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int INTERRUPTED = 130;

    private final Console console;
    private boolean saidUnwritten;

    Failures(Console console) {
        this.console = console;
    }

    /** A verb that failed on what it was given, or through a fault of its own. */
    int failed(Throwable failure) {
        Throwable cause = unwrapped(failure);
        if (cause instanceof EngineEndedException) {
            return INTERRUPTED; // whoever ended the engine says so
        }
        if (isStandardOutput(cause)) {
            return unlessUnwritten(FAILED);
        }
        console.err().println(message(cause));
        if (console.level() == Console.Level.VERBOSE) {
            cause.printStackTrace(console.err());
        }
        return FAILED;
    }

    /**
     * The code, or that of a failure where the results did not reach standard output. Of {@code merit score ... | head} nobody
     * needs to hear: the reader has what it wanted.
     */
    int unlessUnwritten(int code) {
        if (console.isWritten() && code == 0) {
            return code;
        }
        if (!console.isWritten() && !saidUnwritten && isFull(console.outFailure())) {
            saidUnwritten = true;
            console.err()
                    .println("standard output: cannot be written (" + console.outFailure()
                            + "); make room, or write elsewhere.");
        }
        return code == 0 ? FAILED : code;
    }

    /** As Linux, macOS and Windows say it. */
    private static boolean isFull(String reason) {
        return reason.contains("space");
    }

    /** A command line that cannot be understood. */
    int misused(ParameterException failure, Arguments arguments) {
        CommandLine command = failure.getCommandLine();
        String message = failure.getMessage();
        if (failure instanceof UnmatchedArgumentException unmatched) {
            message = unmatched(unmatched.getUnmatched(), command);
        }
        String place = arguments.placeOf(failure.getArgSpec());
        console.err().println(place + message);
        if (place.isEmpty()) {
            console.err().println("See " + command.getCommandSpec().qualifiedName() + " --help");
        }
        return USAGE;
    }

    private static String unmatched(List<String> words, CommandLine command) {
        String word = words.get(0);
        boolean verbs = !command.getSubcommands().isEmpty();
        String name = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
        if (name.startsWith("-")) {
            return "unknown option " + name + "."
                    + NearestName.hint(
                            name.replace('_', '-'),
                            command.getCommandSpec().optionsMap().keySet());
        }
        return verbs
                ? "unknown verb " + word + "."
                        + NearestName.hint(word, command.getSubcommands().keySet())
                : "unexpected argument \"" + word + "\": options begin with --, and text with blanks needs quotes.";
    }

    private static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure.getCause();
        boolean wrapper = failure instanceof CompletionException || failure instanceof ExecutionException;
        boolean bare = failure instanceof UncheckedIOException
                && cause != null
                && cause.toString().equals(failure.getMessage());
        return cause != null && (wrapper || bare) ? unwrapped(cause) : failure;
    }

    private static boolean isStandardOutput(Throwable cause) {
        return cause instanceof UncheckedIOException
                && String.valueOf(cause.getMessage()).contains("standard output was closed");
    }

    private static String message(Throwable cause) {
        if (cause instanceof FileSystemException file && file.getFile() != null) {
            return fileMessage(file);
        }
        if (cause instanceof FileNotFoundException) {
            return "cannot open " + cause.getMessage();
        }
        boolean meantForUsers = cause instanceof IllegalArgumentException
                || cause instanceof IOException
                || cause instanceof UncheckedIOException;
        if (meantForUsers && cause.getMessage() != null) {
            return cause.getMessage();
        }
        if (cause instanceof OutOfMemoryError) {
            return "out of memory: " + cause.getMessage()
                    + ". Give Java more with MERIT_JAVA_OPTS=-Xmx4g, or use less data.";
        }
        return "a fault of Merit's own: " + cause + ". Run again with --verbose to see where.";
    }

    private static String fileMessage(FileSystemException failure) {
        String file = failure.getFile();
        if (failure instanceof NoSuchFileException) {
            return "no such file or folder: " + file;
        }
        if (failure instanceof AccessDeniedException) {
            return "not permitted: " + file + ". Check its owner and mode, or choose another place.";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return file + " exists already and is in the way.";
        }
        if (failure instanceof NotDirectoryException) {
            return file + " is a file: found it where a folder is needed.";
        }
        return file + ": " + (failure.getReason() == null ? failure.getClass().getSimpleName() : failure.getReason());
    }
}
