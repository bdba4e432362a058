package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplitVerbTest {
    @TempDir
    private Path folder;

    @Test
    void splitKeepsAPromptOnOneSide() throws IOException {
        Path file = generate("pairs.jsonl");
        Session session = Session.run(
                "split", file.toString(), "--out", folder.resolve("parts").toString());
        assertThat(session.code()).isZero();
        List<String> train = prompts(folder.resolve("parts/train.jsonl"));
        List<String> held = prompts(folder.resolve("parts/eval.jsonl"));
        assertThat(held).isNotEmpty().doesNotContainAnyElementsOf(train);
        assertThat(train.size() + held.size()).isEqualTo(prompts(file).size());
    }

    @Test
    void foldsTogetherHoldEveryRowOnce() throws IOException {
        Path file = generate("pairs.jsonl");
        Session.run("split", file.toString(), "--out", folder.resolve("folds").toString(), "--folds", "3");
        int rows = 0;
        for (int fold = 1; fold <= 3; fold++) {
            rows += prompts(folder.resolve("folds/fold-" + fold + "/eval.jsonl"))
                    .size();
        }
        assertThat(rows).isEqualTo(prompts(file).size());
    }

    @Test
    void rowsOfWhichNoneHoldsAPromptWithItsAnswersAreNotSplit() throws IOException {
        Path file = write(
                "messages.jsonl",
                "{\"message_id\": \"a\", \"parent_id\": null, \"text\": \"Hello?\", \"role\": \"prompter\"}");
        Path parts = folder.resolve("parts");
        Session session = Session.run("split", file.toString(), "--out", parts.toString());
        assertThat(session.code()).isEqualTo(1);
        assertThat(session.err())
                .startsWith(file + ": nothing to split by prompt: found Open Assistant messages of which none");
        assertThat(parts).doesNotExist();
    }

    @Test
    void theFirstRowsOfSeveralFilesAreCountedOverAllOfThem() throws IOException {
        Path first = write("a.jsonl", pair("p"), pair("q"));
        Path second = write("b.jsonl", pair("r"), pair("s"));
        Path parts = folder.resolve("parts");
        Session.run("split", first.toString(), second.toString(), "--max-samples", "3", "--out", parts.toString());
        assertThat(prompts(parts.resolve("train.jsonl")).size()
                        + prompts(parts.resolve("eval.jsonl")).size())
                .isEqualTo(3);
    }

    private Path generate(String name) {
        Path file = folder.resolve(name);
        Session session = Session.run("generate", "--prompts", "40", "--out", file.toString());
        assertThat(session.code()).as(session.err()).isZero();
        return file;
    }

    private Path write(String name, String... lines) throws IOException {
        return Files.writeString(folder.resolve(name), String.join("\n", lines));
    }

    private static String pair(String prompt) {
        return "{\"prompt\": \"" + prompt + "\", \"chosen\": \"good\", \"rejected\": \"bad\"}";
    }

    private static List<String> prompts(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .map(line -> Json.MAPPER.readTree(line).path("prompt").asString())
                .toList();
    }
}
