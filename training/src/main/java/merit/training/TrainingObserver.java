package merit.training;

/** Hears what happens in training: progress bars, logs, tests. Called on the trainer's thread, between steps; be quick. */
@FunctionalInterface
public interface TrainingObserver {
    void on(TrainingEvent event);
}
