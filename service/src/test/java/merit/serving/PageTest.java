package merit.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import merit.scoring.PairOdds;
import merit.serving.batch.CharacterScorer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** The page in a real Chromium, with the keyboard alone; skipped where there is none. */
@Timeout(300)
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
    void aFailureIsSaid() {
        Browser browser = page("light");
        browser.value("document.getElementById('answer-b').value = 'BOOM'");
        browser.value("document.getElementById('score').click()");
        browser.await("document.getElementById('said').className === 'wrong'");
        assertThat(browser.text("document.getElementById('said').textContent")).startsWith("the model failed");
    }

    @Test
    void aTextFromElsewhereIsShownAndIsNeverMarkup() {
        String markup = "<img src=x onerror=window.hit=1>";
        ModelSource source =
                new ModelSource(markup, () -> new ServedModel(scorer, PairOdds.of(RunningServer.CALIBRATION)));
        try (RunningServer sly = RunningServer.ofSources(ServingConfig.local(0), source)) {
            Browser browser = page("light", sly);
            browser.value("document.getElementById('prompt').value = 'Why?'");
            browser.value("document.getElementById('answer-a').value = 'A leak.'");
            browser.value("document.getElementById('score').click()");
            browser.await("document.querySelectorAll('tbody tr').length === 2");
            assertThat(browser.text("document.querySelector('caption').textContent"))
                    .isEqualTo("Scores of " + markup);
            browser.value("document.getElementById('lines').value = '{\"" + markup + "\": 1}'");
            browser.value("document.getElementById('all').click()");
            browser.await("document.getElementById('told').className === 'wrong'");
            assertThat(browser.text("document.getElementById('told').textContent"))
                    .startsWith("line 1: found " + markup);
            assertThat(browser.value("document.images.length").asInt()).isZero();
        }
    }

    private Browser page(String scheme) {
        return page(scheme, server);
    }

    private Browser page(String scheme, RunningServer server) {
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
