package merit.serving;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The interface as it is written down, by itself. */
class InterfaceTest {
    @Test
    void theDocumentAllowsTheRequestsThatItShows() {
        assertThat(OpenApi.checkExamples()).isGreaterThanOrEqualTo(14);
    }
}
