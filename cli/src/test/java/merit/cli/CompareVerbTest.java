package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    @Test
    void twoPoliciesAreJudgedOnTheSamePrompts(@TempDir Path folder) throws IOException {
        Path before = Files.writeString(folder.resolve("before.jsonl"), """
                {"prompt": "Why did it crash?", "response": "Aliens."}
                {"prompt": "What is two and two?", "response": "Four."}
                """);
        Path after = Files.writeString(folder.resolve("after.jsonl"), """
                {"prompt": "Why did it crash?", "response": "A connection leak."}
                {"prompt": "What is two and two?", "response": "Four."}
                """);
        Session session = Session.run(
                "compare", TrainedRun.get().folder().toString(), "--policies", before.toString(), after.toString());
        assertThat(session.code()).as(session.err()).isZero();
        assertThat(session.out())
                .startsWith("Prompts  2")
                .contains("after.jsonl wins ")
                .contains("no difference beyond chance")
                .contains("characters more on average");
    }
}
