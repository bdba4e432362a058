package merit.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import merit.dialogue.Conversation;
import merit.scoring.Score;
import merit.scoring.ScoreInput;
import merit.scoring.Scorer;
import org.junit.jupiter.api.Test;

class DistinctRowsTest {
    @Test
    void aScorerThatGivesTooFewScoresIsNamed() {
        Scorer one = new Scorer() {
            @Override
            public List<Score> score(List<? extends ScoreInput> inputs) {
                return List.of(Score.of(1));
            }
        };
        List<Conversation> rows = List.of(Conversation.of("p", "a"), Conversation.of("p", "b"));
        assertThatThrownBy(() -> DistinctRows.score(one, rows, 256, Progress.NONE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a scorer gives one score a row: found 1, need 2; look at the scorer");
    }
}
