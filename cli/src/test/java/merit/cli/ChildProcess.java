package merit.cli;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Java processes with the class path of these tests. */
final class ChildProcess {
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
}
