package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoVerbTest {
    @TempDir
    private Path folder;

    @Test
    void aSmallDemoShowsEverythingAndMayBeRepeated() {
        Path out = folder.resolve("demo");
        for (int time = 0; time < 2; time++) {
            Session session = Session.run("demo", "--prompts", "12", "--out", out.toString());
            assertThat(session.code()).as(session.err()).isZero();
            assertThat(session.out())
                    .contains("Held out ")
                    .contains("the best answer")
                    .contains(out + "/report.html")
                    .contains("merit compare " + out);
        }
        assertThat(out.resolve("report.html")).isNotEmptyFile();
        assertThat(out.resolve("data/candidates.jsonl")).isNotEmptyFile();
    }

    @Test
    void aFolderThatHoldsSomethingElseIsLeftAlone() throws java.io.IOException {
        java.nio.file.Files.writeString(folder.resolve("thesis.txt"), "years of work");
        Session session = Session.run("demo", "--prompts", "12", "--out", folder.toString());
        assertThat(session.code()).isEqualTo(1);
        assertThat(session.err()).contains("is not empty").doesNotContain("--overwrite");
        assertThat(folder.resolve("thesis.txt")).hasContent("years of work");
    }
}
