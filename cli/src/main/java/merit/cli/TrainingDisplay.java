package merit.cli;

import merit.training.StepMetrics;
import merit.training.TrainingEvent;
import merit.training.TrainingObserver;
import org.jspecify.annotations.Nullable;

/** Training as a person watches it: a bar an epoch with the running loss, and a line an evaluation. */
final class TrainingDisplay implements TrainingObserver {
    private static final String TOKENS = "Tokens";

    private final Console console;

    private TrainingEvent.@Nullable Started started;
    private @Nullable ProgressBar bar;
    private RateBar tokenized;
    private int epoch;
    private double weight;
    private double loss;
    private double compared;
    private double right;
    private double tokens;
    private double seconds;

    TrainingDisplay(Console console) {
        this.console = console;
        this.tokenized = new RateBar(console, TOKENS, "prompts");
    }

    @Override
    public void on(TrainingEvent event) {
        if (event instanceof TrainingEvent.Started start) {
            started = start;
        } else if (event instanceof TrainingEvent.Tokenizing tokenizing) {
            tokenized.to(tokenizing.sets(), tokenizing.ofSets());
        } else if (event instanceof TrainingEvent.TokensKnown known) {
            tokensKnown(known);
        } else if (event instanceof TrainingEvent.CacheUnusable file) {
            console.say("Cache", file.file() + " is made anew: found " + file.found());
        } else if (event instanceof TrainingEvent.KeepingStates states) {
            say(StatesText.of(states));
        } else if (event instanceof TrainingEvent.StatesNotKept states) {
            endBar();
            say("  every step goes through the frozen layers too: " + states.reason());
        } else if (event instanceof TrainingEvent.ReadingFeatures reading) {
            progressed("Features", reading.rows(), reading.ofRows());
        } else if (event instanceof TrainingEvent.FeaturesKnown known) {
            endBar();
            say("  features of " + Numbers.count(known.rows(), "row") + ", " + Numbers.count(known.computed())
                    + " of them computed" + (known.kept() ? ", kept in " + known.file() : ""));
        } else if (event instanceof TrainingEvent.Resumed resumed) {
            resumed(resumed);
        } else if (event instanceof TrainingEvent.Probing probing) {
            progressed("Head", probing.rows(), probing.ofRows());
        } else if (event instanceof TrainingEvent.Probed probed) {
            endBar();
            say(ProbedText.of(probed));
        } else if (event instanceof TrainingEvent.HeadFitted fitted) {
            endBar();
            say("  head fitted on the frozen backbone: loss " + Numbers.decimal(fitted.loss(), 3)
                    + " on prompts left out of the fit"
                    + (fitted.converged()
                            ? ""
                            : "; the fit did not converge, so training begins from less than it could"));
        } else if (event instanceof TrainingEvent.StepDone step) {
            stepped(step);
        } else if (event instanceof TrainingEvent.Skipped skipped) {
            say("  step " + skipped.step() + " skipped: " + skipped.reason());
        } else if (event instanceof TrainingEvent.Evaluated evaluated) {
            say("  held out  " + evaluation(evaluated.metrics()) + (evaluated.best() ? " · best so far" : ""));
            evaluated.sets().forEach((name, metrics) -> say("    " + name + "  " + evaluation(metrics)));
        } else if (event instanceof TrainingEvent.Finished) {
            tokenized.close();
            endBar();
        }
    }

    private void resumed(TrainingEvent.Resumed resumed) {
        StringBuilder text = new StringBuilder(
                resumed.step() == 0
                        ? "from the start: no whole checkpoint yet"
                        : "after step " + resumed.step() + ", epoch " + Numbers.decimal(resumed.epoch(), 2));
        resumed.passedOver().forEach(what -> text.append("\npassed over ").append(what));
        console.say("Resumed", text.toString());
    }

    private void tokensKnown(TrainingEvent.TokensKnown known) {
        tokenized.close();
        console.say(
                TOKENS,
                Numbers.count(known.tokens()) + " of " + Numbers.count(known.rows(), "answer")
                        + (known.made()
                                ? ", " + Numbers.count(Math.round(known.tokens() / known.seconds()))
                                        + " a second, kept in "
                                : ", read from ")
                        + known.file());
    }

    private void progressed(String what, int rows, int ofRows) {
        ProgressBar open = bar;
        if (open == null) {
            open = new ProgressBar(console, what, ofRows).unit("rows");
            bar = open;
        }
        open.to(rows, "");
    }

    private void stepped(TrainingEvent.StepDone step) {
        TrainingEvent.Started run = started;
        if (run == null) {
            return;
        }
        int current = (step.step() - 1) / run.stepsPerEpoch() + 1;
        int before = (current - 1) * run.stepsPerEpoch();
        ProgressBar open = bar;
        if (open == null || current != epoch) {
            endBar();
            open = new ProgressBar(console, "Epoch " + current, Math.min(run.stepsPerEpoch(), run.maxSteps() - before));
            bar = open;
            epoch = current;
            weight = loss = compared = right = tokens = seconds = 0;
        }
        add(step);
        open.to(step.step() - before, note());
        if (step.step() == run.maxSteps() || step.step() - before == run.stepsPerEpoch()) {
            endBar();
        }
    }

    private void add(TrainingEvent.StepDone step) {
        StepMetrics metrics = step.metrics();
        weight += metrics.weight();
        loss += metrics.loss() * metrics.weight();
        if (metrics.compared() > 0) {
            compared += metrics.compared();
            right += metrics.accuracy() * metrics.compared();
        }
        tokens += step.tokens();
        seconds += step.seconds();
    }

    private String note() {
        String accuracy = compared == 0 ? "" : " · accuracy " + Numbers.percent(right / compared);
        return "loss " + Numbers.decimal(loss / weight, 3) + accuracy + " · "
                + Numbers.count(Math.round(tokens / Math.max(seconds, 1e-9))) + " tokens/s";
    }

    private static String evaluation(StepMetrics metrics) {
        return (Double.isNaN(metrics.accuracy()) ? "" : Numbers.percent(metrics.accuracy()) + " · ") + "loss "
                + Numbers.decimal(metrics.loss(), 3);
    }

    private void say(String line) {
        ProgressBar open = bar;
        if (open == null) {
            console.say(line);
        } else {
            open.above(line);
        }
    }

    private void endBar() {
        ProgressBar open = bar;
        bar = null;
        if (open != null) {
            open.close();
        }
    }
}
