package merit.cli;

import merit.rewardmodel.RewardModelScorer;
import merit.tensor.Precision;
import merit.tensor.Processor;
import picocli.CommandLine.Option;

/** In what a model that scores multiplies. */
final class PrecisionOption {
    private static final String LABEL = "Precision";

    @Option(
            names = "--precision",
            paramLabel = "NAME",
            order = 81,
            description = "In what linear maps multiply: fp32 (default), bf16, which moves scores in about their third"
                    + " digit, fp16, for GPUs, or auto: bf16 where the CPU or GPU has instructions for it, and is faster,"
                    + " else fp32.")
    String precision = Precision.FP32.label();

    /**
     * What was asked for comes to this on this machine, and what is to be known of it is said.
     *
     * @throws IllegalArgumentException for fp16 on a CPU, or a name that is none
     */
    Precision here(Console console) {
        return here(Precision.of(precision), console);
    }

    static Precision here(Precision asked, Console console) {
        if (asked == Precision.FP32) {
            return asked; // the same everywhere: nobody need start the engine to ask
        }
        Processor processor = Processor.here();
        Precision chosen = asked.on(processor);
        String note = asked.note(processor);
        if (!note.isEmpty()) {
            console.say(LABEL, note);
        }
        return chosen;
    }

    /** How far from fp32 a model's scores are; nothing of one that computes in fp32. */
    static void sayDrift(RewardModelScorer scorer, Console console) {
        scorer.drift()
                .ifPresent(drift -> console.say(
                        LABEL,
                        scorer.info().modelId() + ": linear maps in "
                                + scorer.info().precision() + ", golden scores at most " + Numbers.decimal(drift, 4)
                                + " from those in fp32"));
    }
}
