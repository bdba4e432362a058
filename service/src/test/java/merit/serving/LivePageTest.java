package merit.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page of a log that is being written, in a real Chromium; skipped where there is none. */
@Timeout(300)
class LivePageTest {
    @TempDir
    private Path folder;

    private final LiveLog log = new LiveLog("runs/<b>helpful</b>");
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
    }

    private Browser browser(String scheme, String address) {
        Browser browser = Objects.requireNonNull(opened);
        browser.show(scheme, address);
        return browser;
    }

    /** What a training of so many steps logs. */
    private void train(int fromStep, int toStep) {
        for (int step = fromStep; step <= toStep; step++) {
            Map<String, Object> entry = new LinkedHashMap<>(Map.of("step", step, "epoch", step / 20.0));
            entry.put("loss", 0.4 + 0.3 / step);
            entry.put("accuracy", 0.9 - 0.4 / step);
            entry.put("learning_rate", 5e-5 * (1 - step / 40.0));
            log.add(entry);
            if (step % 10 == 0) {
                Map<String, Object> held = new LinkedHashMap<>(Map.of("step", step, "epoch", step / 20.0));
                held.put("eval_loss", 0.5 + 0.2 / step);
                held.put("eval_accuracy", 0.625);
                held.put("eval_helpful_loss", 0.55 + 0.3 / step);
                held.put("eval_helpful_accuracy", Double.NaN);
                log.add(held);
            }
            log.progress(new LiveLog.Progress(step, 40, 1234.4, 3.0 * (40 - step)));
        }
    }

    @Test
    void itFollowsTheRunAndStaysReadableWhenTheRunIsOver() throws IOException {
        LivePage page = LivePage.open(0, log, RunningServer.LONG);
        Browser browser = browser("light", page.address());
        browser.await("document.getElementById('title')?.textContent === 'runs/<b>helpful</b>'");
        train(1, 10);
        browser.await("document.body?.dataset.entries === '11'");
        assertThat(browser.text("document.getElementById('step').textContent")).isEqualTo("10 of 40");
        assertThat(browser.text("document.getElementById('rate').textContent")).isEqualTo("1,234");
        assertThat(browser.text("document.getElementById('left').textContent")).isEqualTo("1:30");
        assertThat(browser.text("document.getElementById('said').textContent"))
                .isEqualTo("Held out after step 10: loss 0.52, accuracy 0.625.");
        train(11, 40);
        log.end("Training is over after 40 steps.");
        page.close(); // waits for the page to hear of it
        browser.await("document.getElementById('said').textContent.startsWith('Training is over')");
        assertThat(browser.text("document.body.dataset.entries")).isEqualTo("44");
        assertThat(browser.text("document.querySelector('#loss svg').getAttribute('aria-label')"))
                .isEqualTo(
                        "Loss by step. training: from 0.7 to 0.4075; held out: from 0.52 to 0.505; helpful: from 0.58"
                                + " to 0.5575.");
    }

    @Test
    void behindEachPlotStandsATableThatTheKeyboardReaches() throws IOException {
        train(1, 20);
        try (LivePage page = LivePage.open(0, log)) {
            Browser browser = browser("light", page.address());
            browser.await("document.body?.dataset.entries === '22'");
            log.end("Stopped.");
            browser.await("document.getElementById('said').textContent === 'Stopped.'");
            assertThat(browser.value("document.querySelectorAll('table').length")
                            .asInt())
                    .as("tables that nobody has opened")
                    .isZero();
            browser.press("Tab", 9, 0);
            assertThat(browser.text("document.activeElement.textContent")).isEqualTo("Loss in numbers");
            browser.press(" ", 32, 0);
            browser.await("document.querySelector('#loss details').open && document.querySelector('#loss table')");
            assertThat(browser.text("document.querySelector('#loss thead').innerText.trim().replace(/\\s+/g, ' ')"))
                    .isEqualTo("step training held out helpful");
            assertThat(browser.text(
                            "document.querySelectorAll('#loss tbody tr')[9].innerText.trim().replace(/\\s+/g, ' ')"))
                    .isEqualTo("10 0.43 0.52 0.58");
            browser.value("document.querySelector('#accuracy details').open = true");
            browser.await("document.querySelector('#accuracy table')");
            assertThat(browser.text("document.querySelector('#accuracy thead').textContent"))
                    .isEqualTo("steptrainingheld out"); // what is no number is no curve
            assertThat(browser.send("Accessibility.getFullAXTree", Map.of()).toString())
                    .contains("Learning rate by step. training: from 4.8");
        }
    }

    @Test
    void aLogOfManyStepsIsDrawnToo() throws IOException {
        train(1, 2);
        Path file = Files.writeString(folder.resolve("training.html"), LivePage.standing(log));
        Browser browser = browser("light", file.toUri().toString());
        browser.await("document.body?.dataset.entries === '2'");
        browser.value("take({title: '', progress: {step: 2, steps: 2}, end: '', from: 2, entries:"
                + " Array.from({length: 200000}, (none, k) => ({step: k + 3, epoch: 1, loss: 0.5}))})");
        assertThat(browser.text("document.querySelector('#loss svg').getAttribute('aria-label')"))
                .isEqualTo("Loss by step. training: from 0.7 to 0.5.");
    }

    @Test
    void aPageThatIsOpenHoldsUpNobodyWhoNeverSaysTheEnd() throws Exception {
        LivePage page = LivePage.open(0, log);
        Thread asking = new Thread(() -> {
            try {
                while (true) {
                    answer(page, "localhost");
                    Thread.sleep(50);
                }
            } catch (IOException | InterruptedException | RuntimeException e) {
                // the page is closed
            }
        });
        answer(page, "localhost");
        asking.start();
        page.close();
        asking.join();
    }

    @Test
    void lightAndDarkBothHaveContrastAndFit() throws IOException {
        train(1, 40);
        log.end("Training is over after 40 steps.");
        Path file = Files.writeString(folder.resolve("training.html"), LivePage.standing(log));
        for (String scheme : List.of("light", "dark")) {
            Browser browser = browser(scheme, file.toUri().toString());
            browser.await("document.body?.dataset.entries === '44'");
            for (String colour : List.of("--ink", "--faint")) {
                assertThat(PageTest.contrast(browser, colour))
                        .as(scheme + colour)
                        .isGreaterThan(4.5);
            }
            for (int curve = 0; curve < 6; curve++) {
                assertThat(PageTest.contrast(browser, "--c" + curve))
                        .as(scheme + curve)
                        .isGreaterThan(3);
            }
            assertThat(browser.value("document.documentElement.scrollWidth <= innerWidth")
                            .booleanValue())
                    .isTrue();
            Files.write(
                    Path.of("target", "live-page-" + scheme + ".png"),
                    Base64.getDecoder()
                            .decode(browser.send("Page.captureScreenshot", Map.of("captureBeyondViewport", true))
                                    .at("/result/data")
                                    .stringValue()));
        }
    }

    @Test
    void theFileToKeepAsksNobodyAndTextStaysText() {
        train(1, 2);
        LiveLog sly = new LiveLog("</script><script>alert(1)</script>");
        assertThat(LivePage.standing(sly)).doesNotContain("</script><script>alert");
        assertThat(LivePage.standing(log)).doesNotContainPattern("(src|href)=\"https?:");
    }

    @Test
    void underAnotherNameItAnswersNobody() throws IOException {
        try (LivePage page = LivePage.open(0, log)) {
            assertThat(answer(page, "evil.example")).startsWith("HTTP/1.1 403");
            assertThat(answer(page, "localhost:1")).startsWith("HTTP/1.1 200").contains("\"entries\":[]");
        }
    }

    private static String answer(LivePage page, String host) throws IOException {
        try (Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), URI.create(page.address()).getPort())) {
            socket.getOutputStream()
                    .write(("GET /log HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
