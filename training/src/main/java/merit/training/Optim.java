package merit.training;

/** The optimizer. */
public enum Optim {
    /** Adam with weight decay beside the gradient (Loshchilov and Hutter 2019). */
    ADAMW(2),
    /** Adam (Kingma and Ba 2015): weight decay through the gradient. */
    ADAM(2),
    /** Gradient descent with momentum. */
    SGD(1),
    /** Adam without a mean gradient, its squares kept by row and column (Shazeer and Stern 2018). */
    ADAFACTOR(0);

    private final int moments;

    Optim(int moments) {
        this.moments = moments;
    }

    /** How many numbers it remembers of each weight; none where they are few. */
    int moments() {
        return moments;
    }
}
