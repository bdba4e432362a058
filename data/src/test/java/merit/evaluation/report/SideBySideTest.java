package merit.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import merit.dialogue.Conversation;
import merit.evaluation.metric.Evaluation;
import merit.evaluation.metric.EvaluationOptions;
import merit.evaluation.metric.ScoredSet;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import merit.preference.Judgement;
import merit.preference.Origin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SideBySideTest {
    @TempDir
    private Path folder;

    @Test
    void runsStandBesideEachOtherAndTheBestIsBold() throws IOException {
        Path good = report("good", "pairs.jsonl", 10);
        Path bad = report("bad <b>", "pairs.jsonl", 4);
        String html = SideBySide.of(List.of(good, bad)).html();
        assertThat(html)
                .contains("<th scope=\"row\">Accuracy</th><td class=\"number\"><strong>90.0 %</strong>")
                .contains("75.0 %")
                .contains("bad &lt;b&gt;")
                .doesNotContain("Not measured on the same data")
                .doesNotContain("http://", "https://");
    }

    @Test
    void otherDataAreSaidNotToCompare() throws IOException {
        Path one = report("one", "pairs.jsonl", 10);
        Path two = report("two", "other.jsonl", 10);
        assertThat(SideBySide.of(List.of(one, two)).html())
                .contains("Not measured on the same data")
                .doesNotContain("<strong>90.0 %</strong>", "set in bold");
    }

    @Test
    void whatIsNoReportIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("run.json"), "{\"a\": 1}");
        assertThatThrownBy(() -> SideBySide.of(List.of(file)))
                .hasMessage(file + ": found no \"figures\", need a report of merit evaluate");
        Path none = folder.resolve("none");
        assertThatThrownBy(() -> SideBySide.of(List.of(none))).hasMessageContaining("no such file");
    }

    private Path report(String name, String data, int wrongOneIn) throws IOException {
        List<ScoredSet> scored = new ArrayList<>(); // forty pairs, every so many wrong
        for (int k = 0; k < 40; k++) {
            CandidateSet set = new CandidateSet(
                    Conversation.ofPrompt("Question " + k),
                    List.of(Candidate.of("right"), Candidate.of("wrong")),
                    List.of(Judgement.prefers(0, 1, null)),
                    Map.of(),
                    Origin.MEMORY);
            scored.add(new ScoredSet(set, List.of(k % wrongOneIn == 0 ? -1.0 : 1.0 + k / 40.0, 0.0)));
        }
        Path place = folder.resolve(name);
        EvaluationReport.about(name, Evaluation.of(scored, EvaluationOptions.STANDARD))
                .provenance("Data", data)
                .build()
                .write(place);
        return place;
    }
}
