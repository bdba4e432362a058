package merit.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScheduleTest {
    @Test
    void linearRisesThenFallsToNothing() {
        Schedule schedule = new Schedule(LrSchedulerType.LINEAR, 10, 110);
        assertThat(schedule.factor(0)).isZero();
        assertThat(schedule.factor(5)).isEqualTo(0.5);
        assertThat(schedule.factor(10)).isEqualTo(1);
        assertThat(schedule.factor(60)).isEqualTo(0.5);
        assertThat(schedule.factor(110)).isZero();
    }

    @Test
    void cosineIsHalfWayAtTheMiddle() {
        Schedule schedule = new Schedule(LrSchedulerType.COSINE, 0, 100);
        assertThat(schedule.factor(0)).isEqualTo(1);
        assertThat(schedule.factor(25)).isCloseTo(0.5 + Math.sqrt(2) / 4, within(1e-12));
        assertThat(schedule.factor(50)).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void constantStaysAfterWarmUp() {
        Schedule schedule = new Schedule(LrSchedulerType.CONSTANT, 2, 4);
        assertThat(schedule.factor(1)).isEqualTo(0.5);
        assertThat(schedule.factor(3)).isEqualTo(1);
    }

    @Test
    void aWarmUpBelowOneIsAShareOfAllSteps() {
        assertThat(Schedule.of(new ScheduleConfig(1, -1, LrSchedulerType.LINEAR, 0.1), 95)
                        .warmup())
                .isEqualTo(10);
        assertThat(Schedule.of(new ScheduleConfig(1, -1, LrSchedulerType.LINEAR, 7), 95)
                        .warmup())
                .isEqualTo(7);
    }

    @Test
    void epochsMakeStepsUnlessStepsAreGiven() {
        assertThat(new ScheduleConfig(2.5, -1, LrSchedulerType.LINEAR, 0).totalSteps(59))
                .isEqualTo(148);
        assertThat(new ScheduleConfig(2.5, 12, LrSchedulerType.LINEAR, 0).totalSteps(59))
                .isEqualTo(12);
    }

    @Test
    void refusesNoTrainingAtAll() {
        assertThatThrownBy(() -> new ScheduleConfig(0, -1, LrSchedulerType.LINEAR, 0))
                .hasMessage("num_train_epochs: found 0.0, need a number above 0");
        assertThatThrownBy(() -> new ScheduleConfig(1, 0, LrSchedulerType.LINEAR, 0))
                .hasMessageContaining("max_steps: found 0");
    }
}
