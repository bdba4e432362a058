package merit.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SideBySideTest {
    private static final List<Integer> PARTS = IntStream.range(0, 20).boxed().toList();

    @BeforeAll
    static void threeThreads() {
        Engine.threads(3);
    }

    @AfterAll
    static void asManyAsThereAre() {
        Engine.threads(Runtime.getRuntime().availableProcessors());
    }

    @Test
    void partsAreReceivedInTheirOrderOnTheEngineThread() {
        List<Integer> received = new ArrayList<>();
        Set<Thread> receivers = ConcurrentHashMap.newKeySet();
        boolean all = Engine.sideBySide(PARTS, part -> slowly(part, 20 - part), part -> {
            receivers.add(Thread.currentThread());
            return received.add(part);
        });
        assertThat(all).isTrue();
        assertThat(received).isEqualTo(PARTS);
        assertThat(receivers)
                .singleElement()
                .satisfies(thread -> assertThat(thread.getName()).isEqualTo("merit-engine"));
    }

    @Test
    void asManyAreComputedAtOnceAsThereAreThreads() {
        CountDownLatch together = new CountDownLatch(3);
        assertThat(Engine.lanes()).isEqualTo(3);
        Engine.sideBySide(
                List.of(1, 2, 3),
                part -> {
                    together.countDown();
                    return awaited(together);
                },
                met -> {
                    assertThat(met).isTrue();
                    return true;
                });
    }

    @Test
    void nothingRunsAnyMoreWhereAPartFailed() {
        AtomicInteger running = new AtomicInteger();
        assertThatThrownBy(() -> Engine.sideBySide(
                        PARTS,
                        part -> {
                            running.incrementAndGet();
                            if (part == 3) {
                                throw new IllegalStateException("part 3");
                            }
                            slowly(part, 5);
                            return running.decrementAndGet();
                        },
                        left -> true))
                .hasMessage("part 3");
        assertThat(running.get()).as("the failed one alone").isEqualTo(1);
    }

    @Test
    void aPartMayCallTheEngineAndHavePartsOfItsOwn() {
        List<Integer> received = new ArrayList<>();
        Engine.sideBySide(
                List.of(1, 2, 3, 4),
                part -> {
                    AtomicInteger sum = new AtomicInteger();
                    Engine.sideBySide(List.of(10, 20), inner -> Engine.call(() -> inner + part), inner -> {
                        sum.addAndGet(inner);
                        return true;
                    });
                    return sum.get();
                },
                received::add);
        assertThat(received).containsExactly(32, 34, 36, 38);
    }

    @Test
    void theReceiverMayEndTheWork() {
        List<Integer> begun = new ArrayList<>();
        boolean all = Engine.sideBySide(
                PARTS,
                part -> {
                    synchronized (begun) {
                        begun.add(part);
                    }
                    return part;
                },
                part -> part < 2);
        assertThat(all).isFalse();
        assertThat(begun).contains(0, 1, 2).hasSizeLessThan(PARTS.size());
    }

    @Test
    void gradientsOfCostsAddUpToThatOfTheirSum() {
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open()) {
                Tensor table = leaf(1, 2, 3, 4, 5, 6).view(3, 2).detach().requires_grad_(true); // [entries, features]
                table.mutable_grad().put(Tensors.zeros(table.scalar_type(), 3, 2));
                Tensor weight = leaf(2, -1);
                Tensor unused = leaf(7);
                List<Tensor> parameters = List.of(table, weight, unused);
                for (long entry : new long[] {0, 2, 2}) {
                    Tensor row = torch.embedding(table, Tensors.of(new long[] {entry}, 1), -1, false, true);
                    try (GradientVector gradients =
                            GradientVector.of(row.mul(weight).sum(), parameters)) {
                        gradients.addTo(parameters);
                    }
                }
                assertThat(Tensors.floats(table.grad())).containsExactly(2, -1, 0, 0, 4, -2);
                assertThat(Tensors.floats(weight.grad())).containsExactly(1 + 5 + 5, 2 + 6 + 6);
                assertThat(unused.grad().defined()).isFalse();
            }
        });
    }

    private static Tensor leaf(float... values) {
        return Tensors.of(values, values.length).requires_grad_(true);
    }

    private static int slowly(int part, int milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return part;
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(5, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
