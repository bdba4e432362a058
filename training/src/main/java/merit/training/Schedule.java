package merit.training;

/**
 * The learning rate as a share of its highest, over a run of so many steps: a pure function of the step. The same numbers as
 * transformers' {@code get_linear_schedule_with_warmup} and its siblings.
 */
record Schedule(LrSchedulerType type, int warmup, int total) {
    static Schedule of(ScheduleConfig config, int total) {
        double steps = config.warmupSteps();
        int warmup = (int) (steps < 1 ? Math.ceil(steps * total) : steps);
        return new Schedule(config.lrSchedulerType(), warmup, total);
    }

    /** For the step after so many finished ones. */
    double factor(int finished) {
        if (finished < warmup) {
            return (double) finished / warmup;
        }
        double progress = (double) (finished - warmup) / Math.max(1, total - warmup);
        return switch (type) {
            case CONSTANT, CONSTANT_WITH_WARMUP -> 1;
            case LINEAR -> Math.max(0, 1 - progress);
            case COSINE -> Math.max(0, 0.5 * (1 + Math.cos(Math.PI * progress)));
        };
    }
}
