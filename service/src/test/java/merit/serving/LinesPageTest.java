package merit.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import merit.serving.batch.CharacterScorer;
import merit.serving.dialect.Conventions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Many lines at once on the page, in a real Chromium; skipped where there is none. */
@Timeout(300)
class LinesPageTest {
    private static final int CONTROL = 2;
    private static final String LINE = "{\"prompt\": \"Why?\", \"response\": \"%s\"}\n";

    private final CharacterScorer scorer = new CharacterScorer(600);
    private final CharacterScorer second = new CharacterScorer(600);
    /** Two texts of a request, one request at a time. */
    private final RunningServer server = RunningServer.of(narrow(), scorer, second);

    @TempDir
    private Path downloads;

    private @Nullable Browser opened;

    @BeforeEach
    void open() throws IOException, InterruptedException {
        opened = Browser.openOrSkip();
    }

    @AfterEach
    void close() {
        if (opened != null) {
            opened.close();
        }
        server.close();
    }

    @Test
    void linesOfJsonComeBackWithTheirScoresToDownload() throws IOException {
        Browser browser = typed(LINE.formatted("A leak.") + "\n"
                + "{\"prompt\": \"Why?\", \"chosen\": \"A leak.\", \"rejected\": \"Aliens.\"}\n"
                + "{\"prompt\": \"Why?\", \"chosen\": \"No.\", \"responses\": [\"Aliens.\", \"No.\", \"A leak.\"]}\n");
        browser.press("Enter", 13, CONTROL);
        browser.await("!document.getElementById('download').hidden");

        double leak = scorer.score("Why?", "A leak.");
        double aliens = scorer.score("Why?", "Aliens.");
        assertThat(told(browser)).isEqualTo("Scored 6 answers of 3 lines.");
        assertThat(browser.text("document.activeElement.id")).isEqualTo("download");
        List<JsonNode> rows = downloaded(browser, 3).stream()
                .map(RunningServer.JSON::readTree)
                .toList();
        assertThat(rows.get(0).get("score").asDouble()).isEqualTo(leak);
        assertThat(rows.get(1).get("chosen_score").asDouble()).isEqualTo(leak);
        assertThat(rows.get(1).get("rejected_score").asDouble()).isEqualTo(aliens);
        assertThat(rows.get(2).has("chosen_score")).isFalse();
        assertThat(rows.get(2).get("scores").valueStream().map(JsonNode::asDouble))
                .containsExactly(aliens, scorer.score("Why?", "No."), leak);
        assertThat(scorer.batches()).allMatch(batch -> batch.size() <= 2);
    }

    @Test
    void whatALineHeldBeforeStaysAsItWasWritten() throws IOException {
        Browser browser = typed("{\"id\": 12345678901234567890, \"prompt\": \"a }, {\", \"response\": \"b \\\"c\\\"\","
                + " \"score\": 7.50, \"spread\": 1, \"of\": {\"score\": 1.0}}\n"
                + "{\"prompt\": \"Why?\", \"response\": \"No.\", \"given_score\": 1e2, \"score\": 3}\n");
        browser.press("Enter", 13, CONTROL);
        browser.await("!document.getElementById('download').hidden");
        List<String> lines = downloaded(browser, 2);
        assertThat(lines.get(0))
                .startsWith("{\"id\": 12345678901234567890, \"prompt\": \"a }, {\", \"response\": \"b \\\"c\\\"\","
                        + " \"given_score\": 7.50, \"given_spread\": 1, \"of\": {\"score\": 1.0}, \"score\":");
        assertThat(RunningServer.JSON.readTree(lines.get(0)).get("score").asDouble())
                .isEqualTo(scorer.score("a }, {", "b \"c\""));
        assertThat(lines.get(1))
                .as("what was given stays, and a former score does not")
                .contains("\"given_score\": 1e2, \"score\":")
                .doesNotContain("3}");
    }

    @Test
    void whereTheServerIsBusyThePageWaitsAsLongAsItIsTold() {
        scorer.hold();
        var running = server.later("/score", RunningServer.BODY);
        RunningServer.await(() -> scorer.batches().size() == 1);
        Browser browser = typed(LINE.formatted("Aliens."));
        browser.press("Enter", 13, CONTROL);
        browser.await("document.getElementById('told').textContent === 'The server is busy. Going on in 1 s.'");
        scorer.pass(1000);
        browser.await("!document.getElementById('download').hidden");
        assertThat(told(browser)).isEqualTo("Scored 1 answers of 1 lines.");
        assertThat(running.join().status()).isEqualTo(200);
    }

    @Test
    void aTextThatIsRefusedIsNamedByItsLineAndWhatWasScoredBeforeIsKept() throws IOException {
        Browser browser = typed(LINE.formatted("One.") + "\n" + LINE.formatted("Two.") + LINE.formatted("Three.")
                + LINE.formatted("x".repeat(1000)));
        browser.press("Enter", 13, CONTROL);
        browser.await("document.getElementById('told').className === 'wrong'");
        assertThat(told(browser))
                .isEqualTo("line 5: found 1004 characters, need at most 1000. The first 2 of 4 lines are scored.");
        assertThat(downloaded(browser, 2).get(1))
                .startsWith("{\"prompt\": \"Why?\", \"response\": \"Two.\", \"score\":");
    }

    @Test
    void whileItScoresNeitherAnotherModelNorAnotherEnterChangesAnything() {
        scorer.hold();
        Browser browser = typed(LINE.formatted("One.") + LINE.formatted("Two.") + LINE.formatted("Three."));
        browser.press("Enter", 13, CONTROL);
        RunningServer.await(() -> scorer.batches().size() == 1);
        browser.value("document.getElementById('model').value = 'model-1'");
        browser.press("Enter", 13, CONTROL);
        scorer.pass(1000);
        browser.await("!document.getElementById('download').hidden");
        assertThat(told(browser)).isEqualTo("Scored 3 answers of 3 lines.");
        assertThat(second.batches()).isEmpty();
    }

    @Test
    void aLineThatIsWrongIsNamed() {
        Browser browser = typed(LINE.formatted("b") + "{\"prompt\": \"a\", \"answer\": \"b\"}");
        browser.value("document.getElementById('all').click()");
        browser.await("document.getElementById('told').className === 'wrong'");
        assertThat(told(browser))
                .isEqualTo("line 2: found prompt, answer, need prompt with response, with chosen and rejected, or with"
                        + " responses");
        assertThat(browser.value("document.getElementById('download').hidden").booleanValue())
                .isTrue();
    }

    @Test
    void ofAFileAndTypedLinesNeitherIsPassedOver() {
        Browser browser = typed(LINE.formatted("b"));
        browser.value("(() => { const held = new DataTransfer(); held.items.add(new File(['{}'], 'rows.jsonl'));"
                + " document.getElementById('file').files = held.files; })()");
        browser.value("document.getElementById('all').click()");
        browser.await("document.getElementById('told').className === 'wrong'");
        assertThat(told(browser)).isEqualTo("found a file and typed lines, need one of the two; empty the other");
    }

    /** The page with these lines typed, and the cursor in them. */
    private Browser typed(String lines) {
        Browser browser = Objects.requireNonNull(opened);
        browser.show("light", server.uri("/").toString());
        browser.await("document.querySelectorAll('#model option').length === 2");
        browser.value("document.getElementById('lines').focus()");
        browser.type(lines);
        return browser;
    }

    private static String told(Browser browser) {
        return browser.text("document.getElementById('told').textContent");
    }

    private List<String> downloaded(Browser browser, int lines) throws IOException {
        browser.send("Browser.setDownloadBehavior", Map.of("behavior", "allow", "downloadPath", downloads.toString()));
        browser.value("document.getElementById('download').click()");
        Path file = downloads.resolve("scored.jsonl");
        RunningServer.await(() -> Files.exists(file) && lines(file).size() == lines);
        return lines(file);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ServingConfig narrow() {
        ServingConfig usual = ServingConfig.local(0);
        return new ServingConfig(
                usual.access(),
                new RequestLimits(1, 100_000, 2, 1000, RunningServer.LONG),
                usual.batches(),
                Conventions.RAW,
                2,
                100);
    }
}
