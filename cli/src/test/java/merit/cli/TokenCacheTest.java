package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --token-cache}, on the bundled model. */
class TokenCacheTest {
    @TempDir
    private Path folder;

    private Session train(String run, Path data, String... more) {
        List<String> words = new ArrayList<>(List.of("train", "--data", data.toString()));
        words.addAll(List.of("--out", folder.resolve(run).toString(), "--max-steps=2", "--max-length=32"));
        words.addAll(List.of("--batch-size=4", "--freeze-backbone=true", "--feature-cache=off", "--save-strategy=no"));
        words.addAll(List.of(more));
        return Session.run(words.toArray(String[]::new));
    }

    private Path pairs() {
        return TrainedRun.get().pairs();
    }

    private String cache() {
        return folder.resolve("cache").toString();
    }

    @Test
    void aRunFromDiskIsTheRunFromMemoryAndItsFilesServeTheNextOne() throws IOException {
        Session memory = train("memory", pairs());
        assertThat(memory.code()).as(memory.err()).isZero();
        assertThat(memory.err()).doesNotContain("Tokens  ");
        Session disk = train("disk", pairs(), "--token-cache", cache());
        assertThat(disk.code()).as(disk.err()).isZero();
        assertThat(disk.err()).containsPattern("Tokens +[\\d,]+ of [\\d,]+ answers, [\\d,]+ a second, kept in ");
        for (String file : List.of("model.safetensors", "split.csv", "data.json", "merit.json")) {
            assertThat(folder.resolve("disk").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("memory").resolve(file));
        }
        assertThat(folder.resolve("disk/reproduce.sh")).content().contains("--token-cache " + cache());
        Session next = train("next", pairs(), "--token-cache", cache(), "--seed=7", "--dry-run");
        assertThat(next.err()).containsPattern("Tokens +[\\d,]+ of [\\d,]+ answers, read from ");
        assertThat(dataLine(train("dry", pairs(), "--dry-run", "--eval-share=0.3")))
                .isEqualTo(dataLine(train("dry", pairs(), "--dry-run", "--eval-share=0.3", "--token-cache", cache())));
    }

    private static String dataLine(Session session) {
        return session.err()
                .lines()
                .dropWhile(line -> !line.startsWith("Data"))
                .limit(2)
                .toList()
                .toString();
    }

    @Test
    void aFileThatWasCutIsSaidToBeAndMadeAnew() throws IOException {
        train("dry", pairs(), "--token-cache", cache(), "--dry-run");
        try (Stream<Path> files = Files.list(Path.of(cache()))) {
            for (Path file : files.toList()) {
                Files.write(file, java.util.Arrays.copyOf(Files.readAllBytes(file), 200));
            }
        }
        Session again = train("dry", pairs(), "--token-cache", cache(), "--dry-run");
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(again.err())
                .containsPattern("Cache +.*sets-.*bin is made anew: found a file that was cut off")
                .containsPattern("Cache +.*tokens-.*bin is made anew: found a file that was cut off");
    }

    @Test
    void whatIsWrongIsSaidAsInMemoryAndNothingIsLeft() throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(pairs()));
        lines.set(lines.size() - 3, "{\"prompt\": 1}");
        Path wrong = Files.write(folder.resolve("wrong.jsonl"), lines);
        Session memory = train("run", wrong);
        Session disk = train("run", wrong, "--token-cache", cache());
        assertThat(disk.code()).isEqualTo(1);
        assertThat(last(disk)).isEqualTo(last(memory)).startsWith(wrong + ", line ");
        Path missing = folder.resolve("missing.jsonl");
        assertThat(train("run", missing, "--token-cache", cache()).err())
                .isEqualTo(train("run", missing).err());
        if (Files.exists(Path.of(cache()))) {
            assertThat(Path.of(cache())).isEmptyDirectory();
        }
    }

    private static String last(Session session) {
        return session.err().lines().reduce("", (first, second) -> second);
    }

    @Test
    void whatNeedsAllTextsInMemoryIsRefused() {
        for (List<String> other : List.of(List.of("--learning-curve"), List.of("--objectives", "all"))) {
            List<String> words = new ArrayList<>(other);
            words.addAll(List.of("--token-cache", cache()));
            Session session = train("run", pairs(), words.toArray(String[]::new));
            assertThat(session.code()).isEqualTo(2);
            assertThat(session.err())
                    .startsWith("--token-cache: found " + other.get(0) + ", which needs all texts in memory;");
        }
    }
}
