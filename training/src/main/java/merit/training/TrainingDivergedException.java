package merit.training;

/** Training stopped since steps in a row were not finite. The message says what to change and where the good weights are. */
public final class TrainingDivergedException extends IllegalArgumentException {
    TrainingDivergedException(String message) {
        super(message);
    }
}
