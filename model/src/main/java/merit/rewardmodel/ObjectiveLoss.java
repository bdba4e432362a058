package merit.rewardmodel;

/** What the outputs of a head learn from. */
public enum ObjectiveLoss {
    /** Which of two answers is better, by each objective: outputs are rewards, of which only differences mean something. */
    PAIRWISE,
    /** Grades: an output is the grade, in standard deviations from the mean grade of the training data. */
    REGRESSION
}
