package merit.training;

/** The optimizer. */
public enum Optim {
    /** Adam with weight decay beside the gradient (Loshchilov and Hutter 2019). */
    ADAMW,
    /** Adam (Kingma and Ba 2015): weight decay through the gradient. */
    ADAM,
    /** Gradient descent with momentum. */
    SGD,
    /** Adam without a mean gradient, its squares kept by row and column (Shazeer and Stern 2018). */
    ADAFACTOR
}
