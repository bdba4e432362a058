package merit.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Java processes with the class path of these tests. */
final class ChildProcess {
    private static final Pattern READY = Pattern.compile("Ready +(http://[\\d.]+:\\d+)");

    private ChildProcess() {}

    /** A main class with its arguments, not started yet; reports of a crashed JVM go to {@code folder}. */
    static List<String> command(Path folder, Class<?> main, String... args) {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:TieredStopAtLevel=1",
                "-XX:ErrorFile=" + folder.resolve("crash.log"),
                "-XX:-CreateCoredumpOnCrash",
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                "-Dorg.bytedeco.javacpp.maxBytes=0",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        words.addAll(List.of(args));
        return words;
    }

    /** {@code merit ARGS}, standard error into a file, not started yet. */
    static ProcessBuilder merit(Path folder, String... args) {
        return new ProcessBuilder(command(folder, Merit.class, args))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(new File(folder.toFile(), "err.txt"));
    }

    /** Where a {@code merit serve} listens, once it is ready. */
    static String url(Process process, Path folder) throws IOException {
        Path err = folder.resolve("err.txt");
        while (process.isAlive()) {
            Matcher ready = READY.matcher(Files.exists(err) ? Files.readString(err) : "");
            if (ready.find()) {
                return ready.group(1);
            }
            LockSupport.parkNanos(50_000_000);
        }
        throw new IllegalStateException("it ended: " + Files.readString(err));
    }
}
