package merit.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import merit.serving.batch.CharacterScorer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The page in a real Chromium, with the keyboard alone; skipped where there is none. */
@Timeout(120)
class PageTest {
    private static final int CONTROL = 2;

    private final CharacterScorer scorer = new CharacterScorer(60);
    private final RunningServer server = RunningServer.of(scorer);
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
    void theKeyboardAloneScoresTwoAnswersAndTheWinnerIsSaid() {
        Browser browser = page("light");
        browser.value("document.getElementById('prompt').focus()");
        browser.type("x".repeat(70));
        browser.press("Tab", 9, 0);
        browser.type("A leak.");
        browser.press("Tab", 9, 0);
        browser.type("Aliens.");
        browser.press("Enter", 13, CONTROL);
        browser.await("document.querySelectorAll('tbody tr').length === 2");

        double leak = scorer.score("x".repeat(70), "A leak.");
        double aliens = scorer.score("x".repeat(70), "Aliens.");
        String winner = leak > aliens ? "a" : "b";
        double p = 1 / (1 + Math.exp(-Math.abs(leak - aliens) / 2));
        assertThat(browser.text("document.getElementById('said').textContent"))
                .isEqualTo(String.format(
                        Locale.ROOT, "Answer %s is preferred, p = %.1f %% (calibrated).", winner, 100 * p));
        assertThat(browser.text("document.querySelector('tbody tr').innerText"))
                .contains(String.format(Locale.ROOT, "%.4f", leak), "60", "18 tokens");
        assertThat(browser.text("document.querySelector('tr.best th').textContent"))
                .isEqualTo(winner + " (best)");
    }

    @Test
    void linesOfJsonComeBackWithTheirScoresToDownload(@TempDir Path downloads) throws IOException {
        Browser browser = page("light");
        browser.send("Browser.setDownloadBehavior", Map.of("behavior", "allow", "downloadPath", downloads.toString()));
        browser.value("document.getElementById('lines').focus()");
        browser.type("{\"id\": 7, \"prompt\": \"Why?\", \"response\": \"A leak.\"}\n\n"
                + "{\"prompt\": \"Why?\", \"chosen\": \"A leak.\", \"rejected\": \"Aliens.\"}\n"
                + "{\"prompt\": \"Why?\", \"responses\": [\"Aliens.\", \"No.\"]}\n");
        browser.press("Enter", 13, CONTROL);
        browser.await("!document.getElementById('download').hidden");

        double leak = scorer.score("Why?", "A leak.");
        double aliens = scorer.score("Why?", "Aliens.");
        assertThat(browser.text("document.getElementById('told').textContent"))
                .isEqualTo("Scored 5 answers of 3 lines.");
        assertThat(browser.text("document.activeElement.id")).isEqualTo("download");
        browser.press("Enter", 13, 0);
        Path file = downloads.resolve("scored.jsonl");
        RunningServer.await(() -> Files.exists(file) && lines(file) == 3);
        List<JsonNode> rows = Files.readAllLines(file).stream()
                .map(RunningServer.JSON::readTree)
                .toList();
        assertThat(rows.get(0).get("id").asInt()).isEqualTo(7);
        assertThat(rows.get(0).get("score").asDouble()).isEqualTo(leak);
        assertThat(rows.get(1).get("chosen_score").asDouble()).isEqualTo(leak);
        assertThat(rows.get(1).get("rejected_score").asDouble()).isEqualTo(aliens);
        assertThat(rows.get(2).get("scores").get(0).asDouble()).isEqualTo(aliens);
        assertThat(rows.get(2).get("scores").get(1).asDouble()).isEqualTo(scorer.score("Why?", "No."));
    }

    private static long lines(Path file) {
        try {
            return Files.readString(file).lines().count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aLineThatIsWrongIsNamed() {
        Browser browser = page("light");
        browser.value(
                "document.getElementById('lines').value = '{\"prompt\": \"a\", \"response\": \"b\"}\\n{\"prompt\":"
                        + " \"a\", \"answer\": \"b\"}'");
        browser.value("document.getElementById('all').click()");
        browser.await("document.getElementById('told').className === 'wrong'");
        assertThat(browser.text("document.getElementById('told').textContent"))
                .isEqualTo("line 2: found prompt, answer, need prompt with response, with chosen and rejected, or with"
                        + " responses");
        assertThat(browser.value("document.getElementById('download').hidden").booleanValue())
                .isTrue();
    }

    @Test
    void everyFieldHasALabelAndTheResultIsAnnounced() {
        Browser browser = page("light");
        browser.value("document.getElementById('more').click()");
        assertThat(browser.value("[...document.querySelectorAll('input, select, textarea')].every(e => e.labels.length"
                                + " === 1)")
                        .booleanValue())
                .isTrue();
        assertThat(browser.text("document.getElementById('said').getAttribute('aria-live')"))
                .isEqualTo("polite");
        assertThat(browser.text("document.activeElement.id")).isEqualTo("answer-c");
        assertThat(browser.text("document.documentElement.lang")).isEqualTo("en");
        JsonNode tree = browser.send("Accessibility.getFullAXTree", Map.of());
        assertThat(tree.toString()).contains("Answer a", "Answer c", "Score", "Prompt");
    }

    @Test
    void lightAndDarkBothHaveContrast() {
        for (String scheme : List.of("light", "dark")) {
            Browser browser = page(scheme);
            for (String colour : List.of("--ink", "--faint", "--best", "--wrong")) {
                assertThat(contrast(browser, colour)).as(scheme + " " + colour).isGreaterThan(4.5);
            }
            assertThat(contrast(browser, "--line")).as(scheme).isGreaterThan(3);
        }
    }

    @Test
    void aTextFromAPersonIsNeverMarkupAndAFailureIsSaid() {
        Browser browser = page("light");
        browser.value("document.getElementById('answer-a').value = '<img src=x onerror=window.hit=1>'");
        browser.value("document.getElementById('answer-b').value = 'BOOM'");
        browser.value("document.getElementById('score').click()");
        browser.await("document.getElementById('said').className === 'wrong'");
        assertThat(browser.text("document.getElementById('said').textContent")).startsWith("the model failed");
        assertThat(browser.value("window.hit === undefined").booleanValue()).isTrue();
    }

    private Browser page(String scheme) {
        Browser browser = Objects.requireNonNull(opened);
        browser.show(scheme, server.uri("/").toString());
        browser.await("document.querySelectorAll('#model option').length === 1");
        return browser;
    }

    /** The contrast of a colour with the paper (WCAG 2.2). */
    static double contrast(Browser browser, String colour) {
        String style = "getComputedStyle(document.documentElement).getPropertyValue('%s').trim()";
        double first = luminance(browser.text(style.formatted(colour)));
        double second = luminance(browser.text(style.formatted("--paper")));
        return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
    }

    private static double luminance(String hex) {
        double[] weights = {0.2126, 0.7152, 0.0722};
        double sum = 0;
        for (int k = 0; k < 3; k++) {
            double c = Integer.parseInt(hex.substring(1 + 2 * k, 3 + 2 * k), 16) / 255.0;
            sum += weights[k] * (c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4));
        }
        return sum;
    }
}
