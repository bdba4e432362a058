package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code merit sweep} on the bundled model. */
class SweepVerbTest {
    @TempDir
    private Path folder;

    @Test
    void theRateThatLearnsWinsOverSeedsAndItsRunIsThatOfTrain() throws IOException {
        Path out = folder.resolve("sweep");
        Session session = sweep(out, "--head-learning-rate=1e-9,1e-2", "--seed=1,2", "--test-data=" + other());
        assertThat(session.code()).as(session.err()).isZero();
        assertThat(session.err()).contains("Grid     2 configurations, 4 members", "Best     trained again");
        assertThat(session.out())
                .contains("1e-9", "the best", "Saved    " + out.resolve("best"))
                .contains("Again    merit train --config " + out.resolve("best.yaml"));
        assertThat(session.out().replaceAll("\\s+", " "))
                .contains("optimistic; the test pairs chose nothing. On 20 test pairs of 20 prompts it gets");
        JsonNode report = Json.MAPPER.readTree(Files.readString(out.resolve("sweep.json")));
        JsonNode best = report.at("/ranking/places/0");
        assertThat(report.at("/settings/" + best.get("entry").asInt() + "/head_learning_rate")
                        .asString())
                .isEqualTo("1e-2");
        assertThat(report.at("/ranking/places/1/worse").asBoolean()).isTrue();
        double mean = (best.at("/bySeed/0").asDouble() + best.at("/bySeed/1").asDouble()) / 2;
        assertThat(best.at("/loss/value").asDouble()).isCloseTo(mean, within(1e-12));
        assertThat(best.at("/bySeed/0").asDouble())
                .isNotEqualTo(best.at("/bySeed/1").asDouble());

        JsonNode run = figures(out.resolve("best"));
        assertThat(run.at("/loss/value").asDouble())
                .isEqualTo(best.at("/bySeed/0").asDouble()); // the same bits
        Path again = folder.resolve("again");
        Session repeated =
                Session.run("train", "--config", out.resolve("best.yaml").toString(), "--out=" + again);
        assertThat(repeated.code()).as(repeated.err()).isZero();
        assertThat(again.resolve("model.safetensors"))
                .hasSameBinaryContentAs(out.resolve("best").resolve("model.safetensors"));
        Session scored = Session.run("evaluate", out.resolve("best").toString(), "--data", other());
        assertThat(scored.code()).as(scored.err()).isZero();
    }

    @Test
    void theSameCommandGoesOnWithWhatIsMissingAndMoreValuesAddMembers() throws IOException {
        Path out = folder.resolve("sweep");
        assertThat(sweep(out, "--head-learning-rate=1e-3,1e-2").code()).isZero();
        String whole = ranking(out);
        List<Path> members = members(out);
        assertThat(members).hasSize(2);
        Files.delete(members.get(0));
        Files.writeString(members.get(1), "{\"options\": {"); // as no sweep leaves it
        assertThat(sweep(out, "--head-learning-rate=1e-3,1e-2").err()).doesNotContain("Known");
        assertThat(ranking(out)).isEqualTo(whole);
        Files.delete(members.get(0));
        Session more = sweep(out, "--head-learning-rate=1e-3,1e-2", "--method=steps,probe", "--probe-layers=2");
        assertThat(more.code()).as(more.err()).isZero();
        assertThat(more.err()).contains("Known    1 member of a sweep before");
        assertThat(members(out)).hasSize(3);
        JsonNode report = Json.MAPPER.readTree(Files.readString(out.resolve("sweep.json")));
        assertThat(report.at("/ranking/places")).hasSize(3);
    }

    @Test
    void aProbeIsAMemberWithTheFiguresOfItsOwnRun() throws IOException {
        Path out = folder.resolve("sweep");
        Session session = plain(out, "--method=probe", "--probe-layers=2", "--probe-penalty=1,10", "--json");
        assertThat(session.code()).as(session.err()).isZero();
        JsonNode best = Json.MAPPER.readTree(session.out()).at("/ranking/places/0");
        assertThat(figures(out.resolve("best")).at("/loss/value").asDouble())
                .isEqualTo(best.at("/loss/value").asDouble());
    }

    @Test
    void membersOfOtherDataAreNotMixedIn() throws IOException {
        Path out = folder.resolve("sweep");
        assertThat(sweep(out, "--max-steps=1").code()).isZero();
        Session other = sweep(out, "--max-steps=1", "--split-seed=7");
        assertThat(other.code()).isEqualTo(1);
        assertThat(other.err()).contains(out + ": found members of a sweep with other data to train on", "--overwrite");
        Session afresh = sweep(out, "--max-steps=1", "--split-seed=7", "--overwrite");
        assertThat(afresh.code()).as(afresh.err()).isZero();
    }

    @Test
    void wrongInputIsRefusedBeforeAnyWork() throws IOException {
        Path out = folder.resolve("sweep");
        refused(sweep(out, "--max-length=32,64"), 2, "max_length: found 32, 64, need one value in a sweep");
        refused(sweep(out, "--metric-for-best-model=ties"), 2, "found ties, need loss, accuracy or margin to rank by");
        refused(sweep(out, "--eval-share=0"), 2, "--eval-share: found no held-out pairs");
        refused(sweep(out, "--trials=0"), 2, "--trials: found 0, need a number above 0");
        refused(sweep(out, "--label-smoothing=0.1", "--loss=plackett-luce"), 2, "label_smoothing: found 0.1 with loss");
        refused(sweep(out, "--model=" + TrainedRun.get().folder()), 2, "--model: found the run ");
        assertThat(out).doesNotExist();
        Files.writeString(Files.createDirectory(out).resolve("mine.txt"), "here");
        refused(sweep(out), 1, out + " is not empty");
    }

    @Test
    void aDryRunSaysTheGridAndARunFileMayHoldLists() throws IOException {
        Path file = Files.writeString(
                folder.resolve("grid.yaml"), "head_learning_rate: [1e-3, 1e-2]\nweight_decay: 0,0.1\nseed: [1, 2]\n");
        Session session = sweep(folder.resolve("sweep"), "--config=" + file, "--dry-run", "--trials=3");
        assertThat(session.code()).as(session.err()).isZero();
        assertThat(session.err()).contains("Grid     3 configurations, 6 members, drawn at random");
        assertThat(session.out()).hasLineCount(3).contains("head_learning_rate 1e-");
    }

    private static void refused(Session session, int code, String why) {
        assertThat(session.err()).contains(why);
        assertThat(session.code()).isEqualTo(code);
    }

    private static JsonNode figures(Path run) throws IOException {
        return Json.MAPPER
                .readTree(Files.readString(run.resolve("report.json")))
                .at("/figures/pairs");
    }

    private static String ranking(Path out) throws IOException {
        return Json.MAPPER
                .readTree(Files.readString(out.resolve("sweep.json")))
                .get("ranking")
                .toString();
    }

    private static List<Path> members(Path out) throws IOException {
        try (Stream<Path> files = Files.list(out.resolve("members"))) {
            return files.filter(file -> !file.endsWith("common.json")).sorted().toList();
        }
    }

    private Session sweep(Path out, String... more) throws IOException {
        List<String> words = new ArrayList<>(List.of("--epochs=4", "--batch-size=8"));
        words.addAll(List.of(more));
        return plain(out, words.toArray(String[]::new));
    }

    private Session plain(Path out, String... more) throws IOException {
        List<String> words = new ArrayList<>(List.of("sweep", "--data", data(), "--out", out.toString()));
        words.addAll(List.of("--max-length=64", "--feature-cache=" + folder + "/cache"));
        words.addAll(List.of(more));
        return Session.run(words.toArray(String[]::new));
    }

    private String data() throws IOException {
        return made("pairs.jsonl", 0, 40);
    }

    private String other() throws IOException {
        return made("other.jsonl", 40, 20);
    }

    /** What a head on a frozen backbone learns in a few steps: the friendly answer is the better one. */
    private String made(String name, int first, int prompts) throws IOException {
        StringBuilder rows = new StringBuilder();
        for (int k = first; k < first + prompts; k++) {
            rows.append("{\"prompt\": \"Question ")
                    .append(k)
                    .append("?\", \"chosen\": \"Gladly, here is a clear answer with ")
                    .append(k)
                    .append(" good reasons.\", \"rejected\": \"Go away, stupid, and take your ")
                    .append(k)
                    .append(" ugly lies with you.\"}\n");
        }
        return Files.writeString(folder.resolve(name), rows).toString();
    }
}
