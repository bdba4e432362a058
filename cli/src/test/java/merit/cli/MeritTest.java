package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MeritTest {
    @Test
    void helpGoesToStandardOutput() {
        Session session = Session.run("--help");
        assertThat(session.code()).isZero();
        assertThat(session.out()).contains("merit demo").contains("Every verb explains itself");
        assertThat(session.err()).isEmpty();
    }

    @Test
    void noVerbIsAUsageError() {
        Session session = Session.run();
        assertThat(session.code()).isEqualTo(2);
        assertThat(session.err()).isEqualTo("no verb given.\nSee merit --help\n");
        assertThat(session.out()).isEmpty();
    }
}
