package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** train, evaluate, score, rank, compare on one run of two steps. */
class ModelVerbsTest {
    @TempDir
    private static Path shared;

    @TempDir
    private Path folder;

    private static Path run;
    private static Path pairs;
    private static Path rated;
    private static Session training;

    @BeforeAll
    static void trainTwoSteps() {
        run = shared.resolve("run");
        pairs = shared.resolve("pairs.jsonl");
        rated = shared.resolve("rated.jsonl");
        Session.run("generate", "--prompts", "20", "--out", pairs.toString());
        Session.run("generate", "--prompts", "6", "--out", rated.toString(), "--shape", "candidates");
        training = Session.run(
                "train",
                "--data",
                pairs.toString(),
                "--out",
                run.toString(),
                "--max_steps",
                "2",
                "--batch-size",
                "4",
                "--max-length=64",
                "--freeze_backbone",
                "True");
    }

    @Test
    void trainingSaysWhatItReadsTrainsAndIsWorth() {
        assertThat(training.code()).as(training.err()).isZero();
        assertThat(training.err())
                .contains("Data     ")
                .contains("held out by first user turn")
                .contains("longer answer wins")
                .contains("Model    all-MiniLM-L6-v2, 22.")
                .contains("two segments, 64 tokens")
                .contains("Engine   libtorch")
                .contains("Epoch 1  ");
        assertThat(training.out())
                .contains("Held out ")
                .contains("Saved    " + run)
                .contains("Try      merit compare " + run);
    }

    @Test
    void theRunHoldsModelReportAndRecord() {
        assertThat(Stream.of(
                        "config.json",
                        "model.safetensors",
                        "tokenizer.json",
                        "tokenizer_config.json",
                        "merit.json",
                        "trainer_state.json",
                        "reproduce.sh",
                        "report.html",
                        "report.json"))
                .allSatisfy(name -> assertThat(run.resolve(name)).exists());
        assertThat(run.resolve("reproduce.sh")).isExecutable().content().contains("--max-steps 2");
    }

    @Test
    void aRunIsNotOverwrittenUnlessAsked() throws IOException {
        byte[] before = Files.readAllBytes(run.resolve("model.safetensors"));
        Session session = Session.run("train", "--data", pairs.toString(), "--out", run.toString());
        assertThat(session.code()).isEqualTo(1);
        assertThat(session.err())
                .contains("is not empty")
                .contains("--overwrite")
                .hasLineCount(1);
        assertThat(run.resolve("model.safetensors")).hasBinaryContent(before);
    }

    @Test
    void scoredRowsComeBackAsTheyWereWithTheirScores() throws IOException {
        Path out = folder.resolve("scored.jsonl");
        Session session = Session.run("score", run.toString(), "--data", pairs.toString(), "--out", out.toString());
        assertThat(session.code()).as(session.err()).isZero();
        JsonNode row = Json.MAPPER.readTree(Files.readAllLines(out).get(0));
        JsonNode source = Json.MAPPER.readTree(Files.readAllLines(pairs).get(0));
        assertThat(row.path("chosen_score").isNumber()).isTrue();
        assertThat(row.path("rejected_score").isNumber()).isTrue();
        source.properties().forEach(entry -> assertThat(row.get(entry.getKey())).isEqualTo(entry.getValue()));
        assertThat(Files.readAllLines(out)).hasSameSizeAs(Files.readAllLines(pairs));
    }

    @Test
    void standardOutputHoldsScoredRowsAndNothingElse() {
        Session session = Session.run("score", run.toString(), "--data", rated.toString(), "--out", "-");
        assertThat(session.out().lines()).hasSize(6).allSatisfy(line -> {
            JsonNode row = Json.MAPPER.readTree(line);
            row.path("candidates")
                    .forEach(entry -> assertThat(entry.path("score").isNumber()).isTrue());
        });
    }

    @Test
    void oneAnswerPrintsOneNumber() {
        Session session = Session.run("score", run.toString(), "--prompt", "Why?", "--response", "A leak.");
        assertThat(Double.parseDouble(session.out().strip())).isFinite();
        assertThat(session.err()).isEmpty();
    }

    @Test
    void aMissingInputLeavesTheOldOutputAsItWas() throws IOException {
        Path out = Files.writeString(folder.resolve("scored.jsonl"), "old\n");
        Path bad = Files.writeString(
                folder.resolve("bad.jsonl"), "{\"prompt\": \"p\", \"response\": \"r\"}\n".repeat(60) + "{broken\n");
        Session session = Session.run("score", run.toString(), "--data", bad.toString(), "--out", out.toString());
        assertThat(session.code()).isEqualTo(1);
        assertThat(session.err()).contains("line 61");
        assertThat(out).hasContent("old\n");
    }

    @Test
    void rankingPutsTheHighestScoreFirst() {
        Session session = Session.run("rank", run.toString(), "--data", rated.toString(), "--top", "2");
        assertThat(session.code()).as(session.err()).isZero();
        session.out().lines().forEach(line -> {
            JsonNode ranked = Json.MAPPER.readTree(line).path("ranked");
            assertThat(ranked.size()).isEqualTo(2);
            assertThat(ranked.get(0).path("score").asDouble())
                    .isGreaterThanOrEqualTo(ranked.get(1).path("score").asDouble());
        });
    }

    @Test
    void answersInRowsOfTheirOwnAreRankedByPrompt() {
        String rows = "{\"prompt\": \"p\", \"response\": \"one\"}\n{\"prompt\": \"q\", \"response\": \"two\"}\n"
                + "{\"prompt\": \"p\", \"response\": \"three\"}\n";
        Path file = write("rows.jsonl", rows);
        Session session = Session.run("rank", run.toString(), "--data", file.toString());
        assertThat(session.out().lines()).hasSize(2);
        assertThat(Json.MAPPER
                        .readTree(session.out().lines().findFirst().orElseThrow())
                        .path("ranked")
                        .size())
                .isEqualTo(2);
    }

    @Test
    void comparingNamesTheBetterAnswerAndItsProbability() {
        Session session =
                Session.run("compare", run.toString(), "--prompt", "Why?", "--a", "A leak.", "--b", "Aliens.");
        assertThat(session.out()).contains("is preferred, p = ");
        assertThat(session.err()).isEmpty();
    }

    @Test
    void comparingGoesOnUntilTheInputEnds() {
        Session session = Session.typing("Why?\nA leak.\nAliens.\nHow?\nSo.\nThus.\n", "compare", run.toString());
        assertThat(session.code()).isZero();
        assertThat(session.out().lines().filter(line -> line.contains("is preferred")))
                .hasSize(2);
    }

    @Test
    void evaluationSaysHowGoodAndHowSure() {
        Session session = Session.run("evaluate", run.toString(), "--data", pairs.toString());
        assertThat(session.code()).as(session.err()).isZero();
        assertThat(session.out())
                .contains("Accuracy ")
                .contains("longer answer wins")
                .contains("AUC");
    }

    @Test
    void twoRunsAreComparedPairByPair() {
        Session session = Session.run("evaluate", run.toString(), run.toString(), "--data", pairs.toString());
        assertThat(session.out()).contains("0.0 points (0.0 to 0.0): the difference may be chance");
    }

    @Test
    void evaluationSpeaksJsonAndWritesAReport() {
        Path out = folder.resolve("report");
        Session session =
                Session.run("evaluate", run.toString(), "--data", rated.toString(), "--json", "--out", out.toString());
        assertThat(session.code()).as(session.err()).isZero();
        JsonNode report = Json.MAPPER.readTree(session.out());
        assertThat(report.path("figures").path("candidates").isObject()).isTrue();
        assertThat(out.resolve("report.html")).isNotEmptyFile();
    }

    @Test
    void aFolderWithoutARunIsRefused() {
        Session session = Session.run("score", folder.toString(), "--prompt", "p", "--response", "r");
        assertThat(session.code()).isEqualTo(1);
        assertThat(session.err()).contains("no reward model in " + folder).hasLineCount(1);
    }

    @Test
    void aChangedWeightKeepsTheRunFromOpening() throws IOException {
        Path copy = copyOfRun();
        Path weights = copy.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 1] ^= 1;
        Files.write(weights, bytes);
        Session session = Session.run("compare", copy.toString(), "--prompt", "p", "--a", "x", "--b", "y");
        assertThat(session.code()).isEqualTo(1);
        assertThat(session.err()).contains("not the weights that were saved");
    }

    @Test
    void aMissingAndAnExtraWeightAreNamed() throws IOException {
        Path base = baseWith(header -> {
            ObjectNode moved = (ObjectNode) header.remove(weight(header));
            header.set("encoder.layer.99.unknown.weight", moved);
        });
        Session session = train(base);
        assertThat(session.code()).isEqualTo(1);
        assertThat(session.err())
                .contains("encoder.layer.99.unknown.weight")
                .contains("layer.0.attention.self.query.weight");
    }

    @Test
    void aMisshapenWeightIsNamedWithBothShapes() throws IOException {
        Path base = baseWith(header -> ((ObjectNode) header.get(weight(header)))
                .putArray("shape")
                .add(192)
                .add(768));
        Session session = train(base);
        assertThat(session.code()).isEqualTo(1);
        assertThat(session.err()).contains("[192, 768]").contains("[384, 384]");
    }

    private Session train(Path base) {
        return Session.run(
                "train",
                "--data",
                pairs.toString(),
                "--model",
                base.toString(),
                "--out",
                folder.resolve("new").toString(),
                "--max-steps",
                "1");
    }

    private static String weight(ObjectNode header) {
        return header.propertyStream()
                .map(java.util.Map.Entry::getKey)
                .filter(name -> name.endsWith("layer.0.attention.self.query.weight"))
                .findFirst()
                .orElseThrow();
    }

    /** The run as a plain Hugging Face folder, with another header before the same tensors. */
    private Path baseWith(Consumer<ObjectNode> change) throws IOException {
        Path base = copyOfRun();
        Files.delete(base.resolve("merit.json"));
        Path weights = base.resolve("model.safetensors");
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(weights)).order(ByteOrder.LITTLE_ENDIAN);
        byte[] old = new byte[(int) bytes.getLong()];
        bytes.get(old);
        ObjectNode header = (ObjectNode) Json.MAPPER.readTree(new String(old, StandardCharsets.UTF_8));
        change.accept(header);
        byte[] json = Json.MAPPER.writeValueAsBytes(header);
        byte[] padded = java.util.Arrays.copyOf(json, (json.length + 7) / 8 * 8);
        java.util.Arrays.fill(padded, json.length, padded.length, (byte) ' ');
        ByteBuffer written =
                ByteBuffer.allocate(8 + padded.length + bytes.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        written.putLong(padded.length).put(padded).put(bytes);
        Files.write(weights, written.array());
        return base;
    }

    private Path copyOfRun() throws IOException {
        Path copy = Files.createDirectory(folder.resolve("copy"));
        try (Stream<Path> files = Files.list(run)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }

    private Path write(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
