package merit.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** As in an image: the native libraries are files in one folder, and no jar on the class path holds any. */
class LibraryFilesTest {
    @TempDir
    Path folder;

    /** JUnit warns of each link out of its folder that it deletes by itself. */
    @AfterEach
    void deleteTheLinks() throws IOException {
        Path libraries = folder.resolve("native");
        if (Files.exists(libraries)) {
            try (Stream<Path> links = Files.list(libraries)) {
                for (Path link : links.toList()) {
                    Files.delete(link);
                }
            }
        }
    }

    /** What the child process does. */
    public static void main(String[] args) {
        Engine.start();
        System.out.println(Engine.describe());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theEngineStartsFromFilesWithTheSameBlasAndUnpacksNothing() throws Exception {
        Engine.start();
        Path libraries = Files.createDirectory(folder.resolve("native"));
        Path home = Files.createDirectory(folder.resolve("home"));
        for (String jar : classPath().filter(LibraryFilesTest::isNative).toList()) {
            link(Loader.getCacheDir().toPath().resolve(Path.of(jar).getFileName()), libraries);
        }
        assertThat(libraries.resolve("libjnitorch.so")).exists();

        Process child = start(libraries, home);
        String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(child.waitFor()).as(said).isZero();
        assertThat(said.strip()).isEqualTo(Engine.describe());
        assertThat(libraries(home)).isEmpty();
    }

    private static Process start(Path libraries, Path home) throws IOException {
        String classPath = String.join(
                File.pathSeparator,
                classPath().filter(entry -> !isNative(entry)).toList());
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.library.path=" + libraries,
                        "-Dorg.bytedeco.javacpp.pathsFirst=true",
                        "-Dorg.bytedeco.javacpp.cacheLibraries=false",
                        "-Duser.home=" + home,
                        "-cp",
                        classPath,
                        LibraryFilesTest.class.getName())
                .redirectErrorStream(true)
                .start();
    }

    private static Stream<String> classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator));
    }

    private static boolean isNative(String entry) {
        return entry.contains("-" + Loader.getPlatform()) && entry.endsWith(".jar");
    }

    private static void link(Path unpacked, Path libraries) throws IOException {
        for (Path library : libraries(unpacked)) {
            Files.createSymbolicLink(libraries.resolve(library.getFileName()), library);
        }
    }

    /** The libraries below a folder, without the links that JavaCPP makes between them. */
    private static List<Path> libraries(Path below) throws IOException {
        try (Stream<Path> files = Files.walk(below)) {
            return files.filter(file -> file.getFileName().toString().contains(".so"))
                    .filter(file -> !Files.isSymbolicLink(file) && Files.isRegularFile(file))
                    .toList();
        }
    }
}
