package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** {@code train --loss} from a file to a run, and what is refused, on the bundled model. */
class LossVerbTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @Test
    void tiesAreLearntSavedGoneOnWithAndTold() throws IOException {
        Path run = folder.resolve("run");
        Session trained = train(run, ranked(), "--loss", "rao-kupper", "--max-steps", "2");
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.err())
                .contains("60 pairs and 12 ties, ranked lists", " · loss rao-kupper\n")
                .doesNotContain("left out");
        JsonNode ties =
                JSON.readTree(Files.readString(run.resolve("merit.json"))).path("ties");
        assertThat(ties.path("model").asString()).isEqualTo("rao-kupper");
        double learnt = ties.path("parameter").asDouble();
        assertThat(Files.readString(run.resolve("training_config.json"))).contains("\"loss\" : \"rao_kupper\"");
        assertThat(Files.readString(run.resolve("reproduce.sh"))).contains("--loss rao_kupper");
        Session more = Session.run("train", "--resume", run.toString(), "--max-steps=4");
        assertThat(more.code()).as(more.err()).isZero();
        ties = JSON.readTree(Files.readString(run.resolve("merit.json"))).path("ties");
        assertThat(ties.path("parameter").asDouble()).isNotEqualTo(learnt);
        Session compared = Session.run(
                "compare", run.toString(), "--prompt", "Why?", "--a", "A leak.", "--b", "Aliens.", "--json");
        double tie = JSON.readTree(compared.out()).path("probabilityOfTie").asDouble();
        assertThat(tie).isBetween(0.05, 0.3);
        assertThat(JSON.readTree(compared.out()).path("probabilityOfA").asDouble())
                .isBetween(0.0, 1 - tie);
        Session told = Session.run("compare", run.toString(), "--prompt", "Why?", "--a", "A leak.", "--b", "Aliens.");
        assertThat(told.out()).contains(" · as good as one another, p = 0.");
    }

    @Test
    void rankingsAreTakenWhole() throws IOException {
        for (String loss : List.of("k-wise", "listmle")) {
            Path run = folder.resolve(loss);
            Session planned = train(run, ranked(), "--loss", loss, "--batch-size", "4", "--dry-run");
            assertThat(planned.err()).contains(loss.equals("k-wise") ? " of 4 prompts · " : " of 4 rankings · ");
            Session trained = train(run, ranked(), "--loss", loss, "--max-steps", "2", "--batch-size", "4");
            assertThat(trained.code()).as(trained.err()).isZero();
            assertThat(trained.err())
                    .contains("left out 12 ties: neither answer is preferred")
                    .contains(loss.equals("k-wise") ? " · loss k-wise\n" : " · loss plackett-luce\n");
        }
    }

    @Test
    void optionsThatALossHasNoUseForAreRefusedInOneSentence() throws IOException {
        String pairs = pairs().toString();
        Session focal = train(folder.resolve("run"), pairs, "--focal-gamma", "3");
        assertThat(focal.code()).isEqualTo(1);
        assertThat(focal.err())
                .isEqualTo("focal_gamma: found 3.0 with loss bradley-terry, need loss focal, which alone has one\n");
        Session hinge = train(folder.resolve("run"), pairs, "--hinge-margin=2", "--loss=hinge", "--dry-run");
        assertThat(hinge.err()).contains(" · loss hinge\n");
        Session unknown = train(folder.resolve("run"), pairs, "--loss", "davidsons");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err()).contains("loss: found \"davidsons\", need one of bradley_terry, hinge, focal");
        Session untied = train(folder.resolve("run"), pairs, "--loss", "davidson");
        assertThat(untied.code()).isEqualTo(1);
        assertThat(untied.err())
                .contains("--loss davidson found no ties to learn from")
                .hasLineCount(1);
        assertThat(folder.resolve("run")).doesNotExist();
    }

    private static Session train(Path run, String data, String... more) {
        List<String> words = new ArrayList<>(List.of("train", "--data", data, "--out", run.toString()));
        words.addAll(List.of("--max-length", "32", "--freeze-backbone", "true", "--feature-cache", "off"));
        words.addAll(List.of("--eval-share", "0.25", "--save-strategy", "steps", "--save-steps", "1"));
        words.addAll(List.of(more));
        return Session.run(words.toArray(String[]::new));
    }

    private Path pairs() throws IOException {
        return Files.writeString(
                folder.resolve("pairs.jsonl"),
                "{\"prompt\": \"p\", \"chosen\": \"x\", \"rejected\": \"y\"}\n{\"prompt\": \"q\", \"chosen\": \"x\","
                        + " \"rejected\": \"y\"}\n");
    }

    /** Twelve lists of four answers, the second and the third as good as one another. */
    private String ranked() throws IOException {
        String rows = IntStream.range(0, 12)
                .mapToObj(p -> "{\"prompt\": \"question " + p
                        + "\", \"responses\": [\"best\", \"good\", \"fair\", \"bad\"]," + " \"ranks\": [1, 2, 2, 4]}\n")
                .collect(Collectors.joining());
        return Files.writeString(folder.resolve("ranked.jsonl"), rows).toString();
    }
}
