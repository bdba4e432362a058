package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import merit.training.Version;
import org.junit.jupiter.api.Test;

class MeritTest {
    @Test
    void helpGoesToStandardOutput() {
        Session session = Session.run("--help");
        assertThat(session.code()).isZero();
        assertThat(session.out()).contains("merit demo").contains("Every verb explains itself");
        assertThat(session.err()).isEmpty();
    }

    /** The version stands in each of these places by itself: one that is forgotten when it is raised is named here. */
    @Test
    void theVersionIsThatOfTheBuildWhereverItStands() throws IOException {
        Matcher build = Pattern.compile("<version>([^<]+)</version>").matcher(source("pom.xml"));
        assertThat(build.find()).isTrue();
        assertThat(Version.MERIT).isEqualTo(build.group(1));
        for (String place : List.of(
                "service/src/main/java/merit/serving/Information.java",
                "service/src/main/resources/merit/serving/openapi.yaml")) {
            assertThat(source(place)).as(place).contains(Version.MERIT);
        }
    }

    private static String source(String place) throws IOException {
        return Files.readString(Path.of("..").resolve(place));
    }

    @Test
    void noVerbIsAUsageError() {
        Session session = Session.run();
        assertThat(session.code()).isEqualTo(2);
        assertThat(session.err()).isEqualTo("no verb given.\nSee merit --help\n");
        assertThat(session.out()).isEmpty();
    }
}
