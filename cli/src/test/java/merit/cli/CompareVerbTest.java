package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CompareVerbTest {
    private final TrainedRun run = TrainedRun.get();

    @Test
    void comparingNamesTheBetterAnswerAndItsProbability() {
        Session session =
                Session.run("compare", run.folder().toString(), "--prompt", "Why?", "--a", "A leak.", "--b", "Aliens.");
        assertThat(session.out()).contains("is preferred, p = ");
        assertThat(session.err()).isEmpty();
    }

    @Test
    void comparingGoesOnUntilTheInputEnds() {
        Session session = Session.typing(
                "Why?\nA leak.\nAliens.\nHow?\nSo.\nThus.\n",
                "compare",
                run.folder().toString());
        assertThat(session.code()).isZero();
        assertThat(session.out().lines().filter(line -> line.contains("is preferred")))
                .hasSize(2);
    }
}
