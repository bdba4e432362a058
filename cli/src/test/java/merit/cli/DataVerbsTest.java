package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** generate and inspect: what needs no model. */
class DataVerbsTest {
    @TempDir
    private Path folder;

    @Test
    void theSameSeedWritesTheSameRows() throws IOException {
        generate("a.jsonl", "--seed", "7");
        generate("b.jsonl", "--seed", "7");
        generate("c.jsonl", "--seed", "8");
        assertThat(folder.resolve("a.jsonl")).hasSameTextualContentAs(folder.resolve("b.jsonl"));
        assertThat(Files.readString(folder.resolve("c.jsonl")))
                .isNotEqualTo(Files.readString(folder.resolve("a.jsonl")));
    }

    @Test
    void standardOutputHoldsRowsAndNothingElse() {
        Session session = Session.run("generate", "--prompts", "5", "--out", "-");
        assertThat(session.code()).isZero();
        assertThat(session.out().lines()).isNotEmpty().allMatch(line -> line.startsWith("{\"prompt\":"));
        assertThat(session.err()).contains("Wrote");
    }

    @Test
    void quietSaysNothingButResults() {
        Session session = Session.run("generate", "--prompts", "5", "--out", "-", "--quiet");
        assertThat(session.err()).isEmpty();
        assertThat(session.out()).isNotEmpty();
    }

    @Test
    void inspectSaysWhatAFileHolds() {
        Path file = generate("pairs.jsonl", "--noise", "0.2");
        Session session = Session.run("inspect", file.toString());
        assertThat(session.err()).isEmpty();
        assertThat(session.out())
                .contains("Rows     ")
                .contains("known to be flipped")
                .contains("median")
                .contains("every pair fits")
                .contains("longer answer wins");
    }

    @Test
    void inspectSaysWhatAShortLengthCutsAway() {
        Path file = generate("pairs.jsonl");
        assertThat(Session.run("inspect", file.toString(), "--max-length", "24").out())
                .contains("At 24")
                .contains("--truncation right")
                .contains("become identical");
    }

    @Test
    void inspectSaysWhatIsWrongWithAChatTemplate() throws IOException {
        try (InputStream tokenizer =
                Objects.requireNonNull(DataVerbsTest.class.getResourceAsStream("/all-minilm-l6-v2-tokenizer.json"))) {
            Files.write(folder.resolve("tokenizer.json"), tokenizer.readAllBytes());
        }
        Files.writeString(folder.resolve("chat_template.jinja"), "{% for m in messages %}{{ m.content }}{% endfor %}");
        String file = generate("pairs.jsonl").toString();
        Session session = Session.run("inspect", file, "--model", folder.toString(), "--template", "chat");
        assertThat(session.code()).isZero();
        assertThat(session.err()).contains("writes no control token after the last turn");
    }

    @Test
    void inspectSpeaksJson() {
        Path file = generate("pairs.jsonl");
        Session session = Session.run("inspect", file.toString(), "--json");
        assertThat(session.code()).isZero();
        assertThat(Json.MAPPER
                        .readTree(session.out())
                        .path("report")
                        .path("pairs")
                        .asInt())
                .isPositive();
        assertThat(session.err()).isEmpty();
    }

    @Test
    void inspectListsWhatContradictsWhat() throws IOException {
        Path file = write("pairs.jsonl", pair("p", "good", "bad"), pair("p", "bad", "good"), pair("q", "same", "same"));
        assertThat(Session.run("inspect", file.toString(), "--list").out())
                .contains("line 2: contradicts line 1")
                .contains("line 3: identical answers");
    }

    @Test
    void inspectHoldsAFileAgainstAnother() throws IOException {
        Path train = generate("train.jsonl");
        List<String> lines = Files.readAllLines(train);
        Path held = write("held.jsonl", lines.get(0), pair("Nothing of the kind", "good", "bad"));
        Session session = Session.run("inspect", held.toString(), "--against", train.toString(), "--list");
        assertThat(session.code()).as(session.err()).isZero();
        assertThat(session.out())
                .contains("Against")
                .contains("1 of 2 rows (50.0 %) have a prompt or an answer that stands there")
                .contains("held.jsonl, line 1: prompt stands in " + train + ", line 1");
    }

    @Test
    void inspectFindsWhatGivesTheChosenAnswerAway() throws IOException {
        String[] lines = new String[60];
        for (int k = 0; k < lines.length; k++) {
            lines[k] = pair("Question " + k, "Sure, answer " + k, "It is answer " + k);
        }
        assertThat(Session.run("inspect", write("pairs.jsonl", lines).toString())
                        .out())
                .contains("Looks    the answer with")
                .contains("the opening \"sure,")
                .contains("is chosen in 100.0 % (");
    }

    @Test
    void inspectJudgesLabelsByScores() throws IOException {
        String[] lines = new String[300];
        for (int k = 0; k < lines.length; k++) {
            boolean flip = k % 10 == 0;
            lines[k] = "{\"prompt\": \"Question " + k + "\", \"chosen\": \"a\", \"rejected\": \"b\", \"chosen_score\": "
                    + (flip ? -1 : 1) * (2 + k % 7) + ", \"rejected_score\": 0}";
        }
        Path file = write("scored.jsonl", lines);
        Session session = Session.run("inspect", file.toString(), "--scores", file.toString(), "--list");
        assertThat(session.code()).as(session.err()).isZero();
        assertThat(session.out())
                .contains("30 suspects to look at")
                .contains("scored.jsonl, line 11: label probably flipped, p = ");
    }

    @Test
    void aLineThatIsNotJsonIsNamed() throws IOException {
        Path file = write("pairs.jsonl", pair("p", "good", "bad"), "{not json");
        Session session = Session.run("inspect", file.toString());
        assertThat(session.code()).isEqualTo(1);
        assertThat(session.err()).startsWith(file + ", line 2: ").hasLineCount(1);
        assertThat(session.out()).isEmpty();
    }

    @Test
    void aMissingColumnIsNamed() throws IOException {
        Path file = write("pairs.jsonl", "{\"prompt\": \"p\", \"chosen\": \"good\"}");
        Session session = Session.run("inspect", file.toString());
        assertThat(session.code()).isEqualTo(1);
        assertThat(session.err()).contains("line 1: no \"rejected\". Found: prompt, chosen.");
    }

    @Test
    void anEmptyFileIsRefused() throws IOException {
        Path file = write("pairs.jsonl");
        Session session = Session.run("inspect", file.toString());
        assertThat(session.code()).isEqualTo(1);
        assertThat(session.err()).contains("empty").hasLineCount(1);
    }

    @Test
    void whatCannotBeWrittenLeavesNothingBehind() throws IOException {
        Path blocked = Files.writeString(folder.resolve("file"), "in the way");
        Session session =
                Session.run("generate", "--out", blocked.resolve("pairs.jsonl").toString());
        assertThat(session.code()).isEqualTo(1);
        assertThat(session.err()).contains("file").hasLineCount(1);
        assertThat(blocked).hasContent("in the way");
    }

    @Test
    void aMistypedOptionIsAnsweredWithTheNearestOne() {
        Session session = Session.run("inspect", "--max-lenght", "128", "pairs.jsonl");
        assertThat(session.code()).isEqualTo(2);
        assertThat(session.err()).startsWith("unknown option --max-lenght. Did you mean --max-length?");
    }

    @Test
    void aMistypedVerbIsAnsweredWithTheNearestOne() {
        Session session = Session.run("inspct");
        assertThat(session.code()).isEqualTo(2);
        assertThat(session.err()).startsWith("unknown verb inspct. Did you mean inspect?");
    }

    @Test
    void snakeCaseIsUnderstood() {
        Path file = generate("pairs.jsonl");
        assertThat(Session.run("inspect", file.toString(), "--max_length=24").out())
                .contains("At 24");
    }

    private Path generate(String name, String... more) {
        Path file = folder.resolve(name);
        String[] words = new String[more.length + 5];
        System.arraycopy(new String[] {"generate", "--prompts", "40", "--out", file.toString()}, 0, words, 0, 5);
        System.arraycopy(more, 0, words, 5, more.length);
        Session session = Session.run(words);
        assertThat(session.code()).as(session.err()).isZero();
        return file;
    }

    private Path write(String name, String... lines) throws IOException {
        return Files.writeString(folder.resolve(name), String.join("\n", lines));
    }

    private static String pair(String prompt, String chosen, String rejected) {
        return "{\"prompt\": \"" + prompt + "\", \"chosen\": \"" + chosen + "\", \"rejected\": \"" + rejected + "\"}";
    }
}
