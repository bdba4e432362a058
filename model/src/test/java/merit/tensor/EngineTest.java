package merit.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class EngineTest {
    @Test
    void startsTwiceWithoutHarm() {
        Engine.start();
        Engine.start();
        assertThat(Engine.describe()).startsWith("libtorch 2.").contains(" · ");
    }

    @Test
    void worksOnOneThreadAndInlineFromThere() {
        Thread[] threads = new Thread[2];
        Engine.run(() -> {
            threads[0] = Thread.currentThread();
            Engine.run(() -> threads[1] = Thread.currentThread());
        });
        assertThat(threads[0]).isSameAs(threads[1]).isNotSameAs(Thread.currentThread());
    }

    @Test
    void passesOnWhatTheWorkThrows() {
        assertThatThrownBy(() -> Engine.call(() -> {
                    throw new IOException("no such file");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("no such file");
    }

    @Test
    void refusesLessThanOneThread() {
        assertThatThrownBy(() -> Engine.threads(0)).hasMessage("threads: found 0, need 1 or more");
    }

    @Test
    void computesWithAsManyThreadsAsAsked() {
        int before = Engine.info().threads();
        Engine.threads(1);
        assertThat(Engine.info().threads()).isEqualTo(1);
        Engine.threads(before);
        assertThat(Engine.info().threads()).isEqualTo(before);
    }
}
