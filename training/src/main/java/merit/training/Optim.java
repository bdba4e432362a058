package merit.training;

/** The optimizer. */
public enum Optim {
    /** Adam with weight decay beside the gradient (Loshchilov and Hutter 2019). */
    ADAMW,
    /** Adam (Kingma and Ba 2015): weight decay through the gradient. */
    ADAM,
    /** Gradient descent with momentum. */
    SGD
}
