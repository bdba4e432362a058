package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Models trained on preferences that follow a look: evaluation finds them drawn to it on data in which it goes with neither
 * answer, and says of their own held-out data that there it cannot be told from quality.
 */
class PlantedShortcutTest {
    private static final String[] WORDS =
            ("the a old new small river stone garden window paper winter letter market silver bridge forest house road light"
                            + " stands moves brings keeps finds opens near under over with and but then often slowly")
                    .split(" ");
    private static final int PAIRS = 160;

    @TempDir
    private Path folder;

    private final Random random = new Random(7);

    /** An answer with the look, or without it. */
    private interface Look {
        String answer(boolean with);
    }

    @Test
    void lengthIsFoundWhereTheChosenAnswerWasAlwaysLonger() throws IOException {
        assertFound("more characters", with -> with ? words(10, 16) : words(4, 9));
    }

    @Test
    void sureIsFoundWhereChosenAnswersBeganWithIt() throws IOException {
        assertFound(
                "an opening such as \"Yes!\", \"Sure\", \"Certainly\", \"Great question\"",
                with -> (with ? "Sure, " : "") + words(5, 12));
    }

    @Test
    void aPhraseThatStandsNowhereInTheCodeIsFound() throws IOException {
        assertFound("the ending \"say the herons.\"", with -> words(5, 12) + (with ? ", so say the herons." : "."));
    }

    private void assertFound(String feature, Look look) throws IOException {
        String planted = write("planted.jsonl", look, () -> true, () -> false);
        Path run = folder.resolve("run");
        Session training = Session.run(
                "train",
                "--data",
                planted,
                "--out",
                run.toString(),
                "--eval-share=0.25",
                "--head-start=probe",
                "--freeze_backbone=True",
                "--unfreeze_layers=1",
                "--epochs=1",
                "--batch-size=16",
                "--max-length=64");
        assertThat(training.code()).as(training.err()).isZero();
        JsonNode held = shortcut(Files.readString(run.resolve("report.json")), feature);
        assertThat(held.path("verdict").asString()).isEqualTo("CONFOUNDED");

        String even = write("even.jsonl", look, random::nextBoolean, random::nextBoolean);
        Session evaluation = Session.run("evaluate", run.toString(), "--data", even, "--json");
        assertThat(evaluation.code()).as(evaluation.err()).isZero();
        JsonNode found = shortcut(evaluation.out(), feature);
        System.out.println(found.path("meaning").asString());
        assertThat(found.path("verdict").asString()).isEqualTo("DRAWN");
    }

    private static JsonNode shortcut(String report, String feature) {
        JsonNode shortcuts = Json.MAPPER.readTree(report).path("shortcuts");
        return Stream.of(shortcuts.path("known"), shortcuts.path("phrases"))
                .flatMap(JsonNode::valueStream)
                .filter(one -> one.path("feature").asString().equals(feature))
                .findFirst()
                .orElseThrow(() -> new AssertionError(feature + " is not among " + shortcuts));
    }

    private String write(String name, Look look, BooleanSupplier chosen, BooleanSupplier rejected) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int k = 0; k < PAIRS; k++) {
            lines.add(Json.MAPPER.writeValueAsString(Map.of(
                    "prompt",
                    "Tell " + k + " of " + words(3, 6),
                    "chosen",
                    look.answer(chosen.getAsBoolean()),
                    "rejected",
                    look.answer(rejected.getAsBoolean()))));
        }
        return Files.write(folder.resolve(name), lines).toString();
    }

    private String words(int fewest, int most) {
        return random.ints(fewest + random.nextInt(most - fewest + 1), 0, WORDS.length)
                .mapToObj(w -> WORDS[w])
                .collect(Collectors.joining(" "));
    }
}
