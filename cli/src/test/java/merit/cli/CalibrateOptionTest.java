package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A calibration from where it is fitted to where it is used. */
class CalibrateOptionTest {
    @TempDir
    private Path folder;

    private final TrainedRun run = TrainedRun.get();

    @Test
    void aCurveThatEvaluateFitsIsTheOneThatCompareUses() throws IOException {
        Path copy = run.copyTo(folder.resolve("copy"));
        Path pairs = mostlyAgreed();
        int rows = Files.readAllLines(pairs).size();
        Session session =
                Session.run("evaluate", copy.toString(), "--data", pairs.toString(), "--calibrate", "isotonic");
        assertThat(session.code()).as(session.err()).isZero();
        assertThat(session.err()).contains("Stored   with " + copy + ": isotonic, fitted on " + rows + " pairs");
        JsonNode stored = calibration(copy);
        assertThat(stored.get("method").asString()).isEqualTo("isotonic");
        JsonNode curve = stored.get("probabilities");

        JsonNode compared = compare(copy);
        double p = compared.get("probabilityOfA").asDouble();
        assertThat(compared.get("calibration").asString()).isEqualTo("isotonic");
        assertThat(Math.max(p, 1 - p))
                .isBetween(0.5, curve.get(curve.size() - 1).asDouble());
        assertThat(compare(run.folder()).get("calibration").asString()).isNotEqualTo("isotonic");
        Session again =
                Session.run("evaluate", copy.toString(), "--data", run.pairs().toString());
        assertThat(again.out()).contains("as stored with the run: isotonic, fitted on " + rows + " pairs · loss here ");
    }

    @Test
    void aCalibrationCanBeTakenAwayAgain() throws IOException {
        Path copy = run.copyTo(folder.resolve("copy"));
        Session.run("evaluate", copy.toString(), "--data", mostlyAgreed().toString(), "--calibrate", "platt", "-q");
        assertThat(calibration(copy).get("method").asString()).isEqualTo("platt");
        Session.run("evaluate", copy.toString(), "--data", run.pairs().toString(), "--calibrate", "none", "-q");
        JsonNode compared = compare(copy);
        assertThat(compared.get("calibrated").asBoolean()).isFalse();
        assertThat(compared.get("probabilityOfA").asDouble())
                .isCloseTo(
                        1
                                / (1
                                        + Math.exp(compared.get("b").asDouble()
                                                - compared.get("a").asDouble())),
                        within(1e-12));
    }

    @Test
    void rewardsAreWrittenOnTheScaleOfTheAnswersHeldOutInTraining() throws IOException {
        JsonNode reference = calibration(run.folder()).get("reference");
        String[] words = {"score", run.folder().toString(), "--prompt", "Why?", "--response", "A leak."};
        double raw = Double.parseDouble(Session.run(words).out());
        double expected = (raw - reference.get("mean").asDouble())
                / reference.get("deviation").asDouble();
        String[] more = java.util.Arrays.copyOf(words, 7);
        more[6] = "--normalize-reward";
        assertThat(Double.parseDouble(Session.run(more).out())).isCloseTo(expected, within(1e-9));
    }

    @Test
    void aRunWithoutAReferenceSaysHowToGetOne() throws IOException {
        Path copy = run.copyTo(folder.resolve("copy"));
        ObjectNode manifest = (ObjectNode) Json.MAPPER.readTree(Files.readString(copy.resolve("merit.json")));
        ((ObjectNode) manifest.get("calibration")).remove("reference");
        Files.writeString(copy.resolve("merit.json"), manifest.toString());
        Session session =
                Session.run("score", copy.toString(), "--prompt", "Why?", "--response", "A leak.", "--normalize");
        assertThat(session.code()).isEqualTo(1);
        assertThat(session.err())
                .isEqualTo(copy + ": found no mean and deviation of a reference set, need them for --normalize-reward;"
                        + " store them with merit evaluate " + copy + " --data FILE --calibrate temperature\n");
    }

    @Test
    void whatCannotBeStoredIsAUsageError() {
        String one = run.folder().toString();
        Session unknown = Session.run("evaluate", one, "--data", "x.jsonl", "--calibrate", "beta");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err()).contains("--calibrate: found beta, need temperature, platt, isotonic or none.");
        Session two = Session.run("evaluate", one, one, "--data", "x.jsonl", "--calibrate", "platt");
        assertThat(two.code()).isEqualTo(2);
        assertThat(two.err()).contains("--calibrate stores with one run");
    }

    private static JsonNode calibration(Path run) throws IOException {
        return Json.MAPPER.readTree(Files.readString(run.resolve("merit.json"))).get("calibration");
    }

    private static JsonNode compare(Path run) {
        Session session = Session.run(
                "compare", run.toString(), "--prompt", "Why?", "--a", "A leak.", "--b", "Aliens.", "--json");
        return Json.MAPPER.readTree(session.out());
    }

    /** The pairs turned so that the run is right on all of them but the closest one. */
    private Path mostlyAgreed() throws IOException {
        Path scored = folder.resolve("scored.jsonl");
        Session.run(
                "score",
                run.folder().toString(),
                "--data",
                run.pairs().toString(),
                "--out",
                scored.toString(),
                "--quiet");
        List<ObjectNode> rows = new ArrayList<>();
        for (String line : Files.readAllLines(scored)) {
            rows.add((ObjectNode) Json.MAPPER.readTree(line));
        }
        rows.sort(Comparator.comparingDouble(row -> Math.abs(lead(row))));
        List<String> turned = new ArrayList<>();
        for (ObjectNode row : rows) {
            boolean right = lead(row) > 0;
            boolean wanted = !turned.isEmpty();
            turned.add(pair(row, right == wanted).toString());
        }
        return Files.write(folder.resolve("agreed.jsonl"), turned);
    }

    private static double lead(ObjectNode row) {
        return row.get("chosen_score").asDouble() - row.get("rejected_score").asDouble();
    }

    private static ObjectNode pair(ObjectNode row, boolean kept) {
        ObjectNode pair = Json.MAPPER.createObjectNode();
        pair.set("prompt", row.get("prompt"));
        pair.set("chosen", row.get(kept ? "chosen" : "rejected"));
        pair.set("rejected", row.get(kept ? "rejected" : "chosen"));
        return pair;
    }
}
