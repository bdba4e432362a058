package merit.cli;

import java.util.stream.Collectors;
import merit.encoding.EncodingConfig;
import merit.evaluation.metric.Evaluation;
import merit.evaluation.metric.PairMetrics;
import merit.loss.LossType;
import merit.tensor.Engine;
import merit.tensor.Precision;
import merit.training.LoraOptions;
import merit.training.MixedSet;
import merit.training.OptimizerConfig;
import merit.training.TrainingEvent;
import merit.training.TrainingMethod;
import merit.training.TrainingOptions;
import org.jspecify.annotations.Nullable;

/** What a person is told of a training before its first step. */
final class StartedText {
    private final TrainingRun.Request request;
    private final @Nullable Evaluation floor;

    /** @param floor what a bag of words gets on the held-out pairs, where there are any */
    StartedText(TrainingRun.Request request, @Nullable Evaluation floor) {
        this.request = request;
        this.floor = floor;
    }

    /** How many pairs on which side, how they are mixed, what was left out, and what the baselines get. */
    String data(TrainingEvent.Started started) {
        String split = Numbers.count(started.trainPairs())
                + request.config().objectives().unit() + " to train on, "
                + (started.evalPairs() == 0 ? "none held out" : Numbers.count(started.evalPairs()) + heldOut(started));
        StringBuilder text = new StringBuilder(request.dataLine().replaceFirst("\n", " · " + split + "\n"));
        if (!request.dataLine().contains("\n")) {
            text.append(" · ").append(split);
        }
        text.append(mixture(started));
        started.dropped()
                .forEach((reason, count) -> text.append("\nleft out ")
                        .append(Numbers.count(count, "pair"))
                        .append(": ")
                        .append(reason.label()));
        PairMetrics baseline = floor == null ? null : floor.pairs();
        if (baseline != null) {
            text.append("\non the held-out pairs: longer answer wins ")
                    .append(Numbers.percent(baseline.length().accuracy().value()))
                    .append(", bag of words ")
                    .append(Numbers.percent(baseline.accuracyTiesHalf().value()));
        }
        return text.toString();
    }

    private String heldOut(TrainingEvent.Started started) {
        if (!DataSides.OWN_FILES.equals(request.provenance().split().get("held_out"))) {
            return " held out by first user turn";
        }
        String sets = started.evalSets().entrySet().stream()
                .map(set -> set.getKey() + " " + Numbers.count(set.getValue()))
                .collect(Collectors.joining(", "));
        return " to measure on" + (sets.isEmpty() ? "" : ": " + sets);
    }

    /** A head's bias cancels in a pair, so it stays untrained without anybody needing to know. */
    String model(TrainingEvent.Started started, EncodingConfig encoding) {
        long trained = started.trainedParameters();
        long all = started.parameters();
        LossType loss = request.config().loss().loss();
        boolean probe = request.config().probe().method() == TrainingMethod.PROBE;
        return request.model() + ", " + Numbers.millions(all) + " parameters, "
                + (probe
                        ? "none trained, a head of up to " + Numbers.count(trained, "feature") + " fitted"
                        : all - trained <= 1 ? "all trained" : partText(trained, all))
                + " · "
                + (encoding.template().isPair()
                        ? "two segments"
                        : encoding.template().name() + " template") + ", "
                + encoding.maxLength() + " tokens" + (loss == LossType.BRADLEY_TERRY ? "" : " · loss " + loss.label());
    }

    /** What computes, and in what. */
    String engine() {
        Precision precision = request.config().precision();
        return Engine.describe() + (precision == Precision.FP32 ? "" : " · linear maps in " + precision.label());
    }

    /** How long, and at which rates. */
    String plan(TrainingEvent.Started started) {
        if (request.config().probe().method() == TrainingMethod.PROBE) {
            return "a probe: each row once through the backbone, then a head fitted to the end; no steps";
        }
        OptimizerConfig optimizer = request.config().optimizer();
        return Numbers.count(started.stepsPerEpoch(), "step") + " an epoch, " + Numbers.count(started.maxSteps())
                + " in all, of " + request.config().batch().pairsPerStep()
                + unit(request.config().loss().loss().scope()) + " · "
                + TrainingOptions.of(request.config()).get("optim") + ", rate " + optimizer.learningRate()
                + ", of the head " + optimizer.headLearningRate();
    }

    private static String mixture(TrainingEvent.Started started) {
        if (started.mixture().isEmpty()) {
            return "";
        }
        int all = started.mixture().stream().mapToInt(MixedSet::drawn).sum();
        return "\neach epoch draws "
                + started.mixture().stream()
                        .map(set -> set.name() + " " + Numbers.percent((double) set.drawn() / all) + " ("
                                + Numbers.count(set.drawn()) + " of " + Numbers.count(set.items()) + ")")
                        .collect(Collectors.joining(", "));
    }

    private static String unit(LossType.Scope scope) {
        return switch (scope) {
            case PAIR -> "";
            case PROMPT -> " prompts";
            case RANKING -> " rankings";
        };
    }

    private String partText(long trained, long all) {
        LoraOptions lora = request.config().adapt().lora();
        return Numbers.count(trained) + " trained (" + Numbers.decimal(100.0 * trained / all, 2) + " %"
                + (lora.usePeft()
                        ? ": head and " + (lora.useDora() ? "DoRA" : "LoRA") + " of rank " + lora.loraR()
                        : "")
                + ")";
    }
}
