package merit.training;

/** How the learning rate goes on after warm-up; named as transformers names them. */
public enum LrSchedulerType {
    /** Straight down to 0 at the last step. */
    LINEAR,
    /** Half a cosine down to 0. */
    COSINE,
    /** As it is. */
    CONSTANT,
    /** The same, by the name that transformers gives it where there is a warm-up. */
    CONSTANT_WITH_WARMUP
}
