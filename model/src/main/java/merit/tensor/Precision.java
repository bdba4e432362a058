package merit.tensor;

import java.util.Locale;

/** In what the linear maps of a backbone multiply. Weights, attention, norms, heads, losses and optimizers are fp32 whatever it is. */
public enum Precision {
    FP32,
    /** The range of fp32 with 8 bits of its digits. */
    BF16,
    /** 11 bits of digits in a range that gradients leave: they are scaled, see GradScaler of torch.amp. */
    FP16,
    /** bf16 where the processor is made for it, else fp32. */
    AUTO;

    /** {@code bf16}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The precision of a name, in whatever case.
     *
     * @throws IllegalArgumentException for a name that is none
     */
    public static Precision of(String name) {
        for (Precision precision : values()) {
            if (precision.name().equalsIgnoreCase(name)) {
                return precision;
            }
        }
        throw new IllegalArgumentException(
                "precision: found \"" + name + "\", need one of fp32, bf16, fp16, auto; fp32 is right everywhere");
    }

    /**
     * What it comes to on a processor; never {@link #AUTO}.
     *
     * @throws IllegalArgumentException for fp16 on a CPU
     */
    public Precision on(Processor processor) {
        if (this == FP16 && !processor.isGpu()) {
            throw new IllegalArgumentException("precision: found fp16 on a CPU, need a GPU, since no CPU is faster with"
                    + " it and its range is too short for plain gradients; use "
                    + (processor.hasBf16()
                            ? "bf16, which this CPU computes natively"
                            : "fp32, which is the fastest on this CPU, or auto"));
        }
        if (this != AUTO) {
            return this;
        }
        return processor.hasBf16() ? BF16 : FP32;
    }

    /** What is to be known of it on a processor; empty where nothing is. */
    public String note(Processor processor) {
        String instructions =
                (processor.isGpu() ? "GPU" : "CPU") + (processor.hasBf16() ? " has" : " has no") + " instructions for";
        if (this == AUTO) {
            return "auto is " + on(processor).label() + " here: this " + instructions + " bf16";
        }
        return this == BF16 && !processor.hasBf16()
                ? "bf16 in software: this " + instructions
                        + " it, and is slower with it than with fp32; auto takes bf16" + " only where it pays"
                : "";
    }
}
