package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNameTest {
    private static final List<String> KNOWN = List.of("learning_rate", "head_learning_rate", "seed");

    @Test
    void aMissingLetterIsForgiven() {
        assertThat(NearestName.hint("learning_rat", KNOWN)).isEqualTo(" Did you mean learning_rate?");
    }

    @Test
    void nothingIsSuggestedForAnythingElse() {
        assertThat(NearestName.hint("colour", KNOWN)).isEmpty();
    }
}
