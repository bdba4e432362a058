package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StandardInputTest {
    @Test
    void aPipeThatIsNamedTwiceIsRefusedBeforeItIsRead() {
        for (String line : List.of(
                "inspect - --scores -",
                "inspect - --against -",
                "guard --scored --data - --check -",
                "evaluate --scores - --scores -")) {
            Session session = Session.run(line.split(" "));
            assertThat(session.code()).as(line).isEqualTo(2);
            assertThat(session.err()).contains("standard input can be read once: found - 2 times");
        }
    }
}
