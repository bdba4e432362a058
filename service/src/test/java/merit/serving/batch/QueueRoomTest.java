package merit.serving.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import merit.encoding.TokenRow;
import org.junit.jupiter.api.Test;

/** A queue of rows of a hundred tokens, of which the engine computes ten a second; the clock stands still but for the test. */
class QueueRoomTest {
    private static final TokenRow ROW = new TokenRow(new int[100], new int[100], 0, 0);

    private final FairQueue queue = new FairQueue();
    private long now = 1;
    private final QueueRoom room = new QueueRoom(new BatchLimits(100, 4096, Duration.ofSeconds(10)), () -> now);

    QueueRoomTest() {
        room.computed(1000, Duration.ofSeconds(1).toNanos());
    }

    @Test
    void aBurstHasAllOfTheTime() {
        assertThat(fill()).as("what takes ten seconds, and one above").isEqualTo(101);
    }

    @Test
    void underALoadThatLastsLessAndLessMayWaitAndInTheEndATwentieth() {
        fill();
        tenfold(10);
        assertThat(queue.rows()).as("as long as it may be a burst").isGreaterThan(95);
        tenfold(10);
        assertThat(queue.rows()).as("half a second fewer a second").isBetween(45, 56);
        tenfold(10);
        assertThat(queue.rows()).isBetween(4, 6);
        tenfold(60);
        assertThat(queue.rows()).isBetween(4, 6);
    }

    @Test
    void afterTwoSecondsInWhichNobodyWasRefusedThereIsAllOfItAgain() {
        fill();
        tenfold(60);
        work(2.1);
        assertThat(fill()).isGreaterThan(95);
    }

    @Test
    void whoIsRefusedBeforeTheQueueCountsToo() {
        for (int tenths = 0; tenths < 300; tenths++) {
            room.refused();
            now += Duration.ofMillis(100).toNanos();
        }
        assertThat(fill()).isEqualTo(6);
    }

    /** So many seconds of ten times what is computed. */
    private void tenfold(int seconds) {
        for (int tenths = 0; tenths < 10 * seconds; tenths++) {
            work(0.1);
            for (int k = 0; k < 10; k++) {
                offer();
            }
        }
    }

    /** Time goes by, in which the engine computes. */
    private void work(double seconds) {
        now += (long) (seconds * 1e9);
        for (int rows = (int) (10 * seconds); rows > 0 && !queue.isEmpty(); rows--) {
            assertThat(queue.poll(100)).hasSize(1);
        }
    }

    /** Rows until one is refused; returns how many wait then. */
    private int fill() {
        while (offer()) {
            assertThat(queue.rows()).isLessThan(1000);
        }
        return queue.rows();
    }

    private boolean offer() {
        try {
            room.refuseUnless(queue, 1);
            queue.add(new Job(new CharacterScorer(200), List.of(ROW), false));
            return true;
        } catch (QueueFullException e) {
            return false;
        }
    }
}
