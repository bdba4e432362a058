package merit.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import merit.dialogue.Conversation;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import merit.preference.Judgement;
import merit.preference.Origin;
import merit.preference.PreferenceData;
import org.junit.jupiter.api.Test;

class LoadFiguresTest {
    @Test
    void aQuantileIsTheSmallestThatSoManyDoNotExceed() {
        long[] millis = new long[100];
        for (int i = 0; i < 100; i++) {
            millis[i] = (i + 1) * 1_000_000L;
        }
        assertThat(LoadFigures.millis(millis, 0.5)).isEqualTo(50);
        assertThat(LoadFigures.millis(millis, 0.99)).isEqualTo(99);
        assertThat(LoadFigures.millis(millis, 1)).isEqualTo(100);
        assertThat(LoadFigures.millis(new long[0], 0.5)).isZero();
    }

    @Test
    void answersRefusalsAndFailuresAreCountedApart() {
        LoadFigures figures = new LoadFigures();
        figures.add(200, 2_000_000);
        figures.add(200, 4_000_000);
        figures.add(429, 1_000_000);
        figures.add(0, 9_000_000);
        assertThat(figures.line("x", 2)).contains("1.0 requests/s", "2 answered, 1 refused (p99 1.0 ms), 1 failed");
        assertThat(figures.failures()).isEqualTo(1);
    }

    @Test
    void noTwoRequestsAreAlikeHoweverOftenTheFileIsGoneThrough() {
        CandidateSet set = new CandidateSet(
                Conversation.ofPrompt("one two three"),
                List.of(Candidate.of("good answer here"), Candidate.of("bad answer here")),
                List.of(Judgement.prefers(0, 1, null)),
                Map.of(),
                new Origin("made-up.jsonl", 1));
        LoadTexts texts = new LoadTexts(PreferenceData.of(List.of(set)).pairs(), 2, 1);
        Set<LoadTexts.Texts> seen = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            seen.add(texts.next());
        }
        assertThat(seen).hasSize(50).contains(new LoadTexts.Texts("two three", List.of("good answer")));
    }
}
