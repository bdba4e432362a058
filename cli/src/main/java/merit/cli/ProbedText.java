package merit.cli;

import java.util.Locale;
import merit.layer.LayerMeans;
import merit.training.TrainingEvent;
import merit.training.probe.ProbeFit;

/** What a person is told of a probe that was fitted. */
final class ProbedText {
    private ProbedText() {}

    static String of(TrainingEvent.Probed probed) {
        LayerMeans reading = probed.reading();
        StringBuilder text = new StringBuilder("  head fitted in ")
                .append(Numbers.decimal(probed.seconds(), 1))
                .append(" s on ")
                .append(Numbers.count(probed.answer().features(), "feature"))
                .append(probed.answer().head().squareCount() > 0 ? " and their products: " : ": ")
                .append(String.join(
                        ", ",
                        reading.means().stream()
                                .map(mean -> mean.name().toLowerCase(Locale.ROOT))
                                .toList()))
                .append(" of layers ")
                .append(layers(reading))
                .append("; blocks above ")
                .append(reading.blocks())
                .append(" are left out");
        for (ProbeFit.Output output : probed.answer().outputs()) {
            text.append("\n  on prompts left out of the fit, by which all this was chosen, so a little too good: ")
                    .append(Numbers.percent(output.accuracy()))
                    .append(" · loss ")
                    .append(Numbers.decimal(output.loss(), 3))
                    .append(", penalty ")
                    .append(String.format(Locale.ROOT, "%.2g", output.penalty()));
        }
        if (!probed.answer().converged()) {
            text.append("\n  the fit did not converge: the head is not the best one; give a larger --probe-penalty");
        }
        return text.toString();
    }

    private static String layers(LayerMeans reading) {
        int first = reading.layers().get(0);
        boolean all = reading.layers().size() == reading.blocks() - first + 1;
        return all && reading.layers().size() > 1
                ? first + " to " + reading.blocks()
                : String.join(
                        ", ", reading.layers().stream().map(String::valueOf).toList());
    }
}
