package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's Java is compiled and run. */
class ReadmeTest {
    private static final Pattern JAVA = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

    @TempDir
    private Path folder;

    @Test
    void theJavaOfTheReadmePicksOneOfTheCandidates() throws Exception {
        String snippet = snippet();
        assertThat(snippet).contains("Path.of(\"runs/one\")");
        Path source = Files.writeString(folder.resolve("Snippet.java"), """
                import java.nio.file.Path;
                import java.util.List;
                import merit.rewardmodel.*;
                import merit.scoring.*;

                public final class Snippet {
                    public static String run(String prompt, List<String> candidates) throws Exception {
                        String picked;
                        %s
                        return picked;
                    }
                }
                """.formatted(
                        snippet.replace("runs/one", TrainedRun.get().folder().toString())
                                .replaceFirst("(?m)^(\\s*)String best = (.*)$", "$1String best = $2 picked = best;")));
        compile(source);
        List<String> candidates = List.of("A connection leak.", "Aliens.");
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            Object picked = loader.loadClass("Snippet")
                    .getMethod("run", String.class, List.class)
                    .invoke(null, "Why did the service crash?", candidates);
            assertThat(picked).isIn(candidates);
        }
    }

    private static String snippet() throws IOException {
        Matcher found = JAVA.matcher(Files.readString(Path.of("../README.md")));
        assertThat(found.find()).as("a block of Java in the README").isTrue();
        String snippet = found.group(1);
        assertThat(found.find()).as("a second block, which is not run").isFalse();
        return snippet;
    }

    private void compile(Path source) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        List<String> options =
                List.of("-d", folder.toString(), "-cp", System.getProperty("java.class.path"), "-proc:none");
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled = compiler.getTask(said, files, null, options, null, files.getJavaFileObjects(source))
                    .call();
            assertThat(compiled).as(said.toString()).isTrue();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
