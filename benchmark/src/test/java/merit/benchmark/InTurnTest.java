package merit.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InTurnTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);

    @Test
    void contestantsTakeTurns() {
        List<String> order = new ArrayList<>();

        new InTurn(2, out).measure(List.of(contestant("a", 10, order), contestant("b", 5, order)));

        assertThat(order).containsExactly("a", "b", "a", "b");
    }

    @Test
    void theFirstIsComparedWithTheOthers() {
        InTurn inTurn = new InTurn(3, out);

        inTurn.print(
                inTurn.measure(List.of(contestant("a", 10, new ArrayList<>()), contestant("b", 5, new ArrayList<>()))));

        assertThat(written.toString(StandardCharsets.UTF_8)).contains("a is 2.00 times as fast");
    }

    @Test
    void noRoundsAreRefused() {
        assertThatThrownBy(() -> new InTurn(0, out)).hasMessage("--rounds: found 0, need 1 or more");
    }

    private static Contestant contestant(String name, long tokens, List<String> order) {
        return new Contestant(name, () -> {
            order.add(name);
            return new Rate(tokens, 1);
        });
    }
}
