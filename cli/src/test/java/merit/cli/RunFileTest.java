package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFileTest {
    @TempDir
    private Path folder;

    @Test
    void optionsComeFromTheFile() throws IOException {
        Path out = folder.resolve("pairs.jsonl");
        Session session = run("prompts: 3\nout: " + out + "\nquiet: true\n");
        assertThat(session.err()).isEmpty();
        assertThat(session.code()).isZero();
        assertThat(Files.readAllLines(out)).hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void theCommandLineGoesBeforeTheFile() throws IOException {
        Path out = folder.resolve("rows.jsonl");
        run("prompts: 3\nshape: pairs\nout: nowhere/x.jsonl\n", "--out", out.toString(), "--shape", "candidates");
        assertThat(Files.readAllLines(out)).hasSize(3);
        assertThat(Path.of("nowhere")).doesNotExist();
    }

    @Test
    void anUnknownKeyIsRefusedWithItsLineAndTheNearestName() throws IOException {
        Session session = run("prompts: 3\n# a remark\nnoize: 0.1\nout: x.jsonl\n");
        assertThat(session.code()).isEqualTo(1);
        assertThat(session.err()).isEqualTo(file("yaml") + ", line 3: unknown key \"noize\". Did you mean noise?\n");
    }

    @Test
    void aValueOfTheWrongKindIsRefusedWithItsLine() throws IOException {
        Session session = run("out: x.jsonl\nprompts: many\n");
        assertThat(session.code()).isEqualTo(2);
        assertThat(session.err())
                .startsWith(file("yaml") + ", line 2: ")
                .contains("--prompts")
                .contains("many");
    }

    @Test
    void aFlagThatIsNeitherTrueNorFalseIsRefusedWithItsLine() throws IOException {
        Session session = run("out: x.jsonl\nquiet: yes\n");
        assertThat(session.code()).isEqualTo(1);
        assertThat(session.err()).isEqualTo(file("yaml") + ", line 2: quiet: found yes, need true or false\n");
        assertThat(run("out: " + folder.resolve("x.jsonl") + "\nprompts: 3\nquiet: False\n")
                        .code())
                .isZero();
    }

    @Test
    void somethingNestedIsRefusedWithItsLine() throws IOException {
        Session session = run("out: x.jsonl\nprompts:\n  many: 3\n");
        assertThat(session.code()).isEqualTo(1);
        assertThat(session.err()).contains("prompts holds something nested");
    }

    @Test
    void aFileThatIsNotYamlIsRefusedWithItsLine() throws IOException {
        Session session = run("out: [x\nprompts: 3\n");
        assertThat(session.code()).isEqualTo(1);
        assertThat(session.err()).startsWith(file("yaml") + ", line ").contains("not YAML");
    }

    @Test
    void jsonServesAsWell() throws IOException {
        Path out = folder.resolve("pairs.jsonl");
        Files.writeString(file("json"), "{\"prompts\": 2, \"out\": \"" + out + "\", \"quiet\": true}");
        Session session = Session.run("generate", "--config", file("json").toString());
        assertThat(session.err()).isEmpty();
        assertThat(out).exists();
    }

    @Test
    void aMissingFileIsNamed() {
        Session session = Session.run("generate", "--config", "no.yaml");
        assertThat(session.code()).isEqualTo(1);
        assertThat(session.err()).startsWith("no run file no.yaml");
    }

    private Session run(String yaml, String... more) throws IOException {
        Files.writeString(file("yaml"), yaml);
        String[] words = new String[more.length + 3];
        words[0] = "generate";
        words[1] = "--config";
        words[2] = file("yaml").toString();
        System.arraycopy(more, 0, words, 3, more.length);
        return Session.run(words);
    }

    private Path file(String ending) {
        return folder.resolve("run." + ending);
    }
}
