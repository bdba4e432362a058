package merit.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import merit.serving.batch.CharacterScorer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The dashboard and the alerts ask for metrics that a server has. */
@Timeout(300)
class MonitoringTest {
    private static final Path CONTAINER = Path.of("../container");
    private static final Pattern METRIC = Pattern.compile("\\b(te|merit)_[a-z_]+\\b");

    @Test
    void everyMetricOfTheDashboardAndOfTheAlertsIsThereAfterOneRequest() throws IOException {
        Set<String> asked = new TreeSet<>();
        for (String file : new String[] {"grafana/dashboards/merit.json", "prometheus/alerts.yml"}) {
            Matcher metrics = METRIC.matcher(Files.readString(CONTAINER.resolve(file)));
            while (metrics.find()) {
                asked.add(metrics.group());
            }
        }
        assertThat(asked).hasSizeGreaterThan(20);
        try (RunningServer server = RunningServer.of(new CharacterScorer(60))) {
            assertThat(server.post("/score", RunningServer.BODY).status()).isEqualTo(200);
            RunningServer.await(() -> server.log().size() == 1); // requests are counted after their answer
            String text = server.get("/metrics").body();
            assertThat(asked).allSatisfy(name -> assertThat(text).containsPattern("(?m)^" + name + "[{ ]"));
        }
    }
}
