package merit.evaluation.audit;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import merit.dialogue.Conversation;
import merit.evaluation.audit.Counterfactuals.Ranked;
import merit.evaluation.audit.EditEffect.Verdict;
import merit.evaluation.metric.ClusteredBootstrap;
import merit.evaluation.metric.Clusters;
import merit.evaluation.metric.Interval;
import merit.evaluation.metric.Slice;
import org.jspecify.annotations.Nullable;

/** Holds edited answers against the others of their pairs. */
final class EditOutcome {
    private final Edit edit;
    private final double deviation;
    private final ClusteredBootstrap bootstrap;

    private final Column gained = new Column();
    private final Column lost = new Column();
    private final Column shifts = new Column();
    private int pairs;

    /** @param deviation of the rewards as they were */
    EditOutcome(Edit edit, double deviation, ClusteredBootstrap bootstrap) {
        this.edit = edit;
        this.deviation = deviation;
        this.bootstrap = bootstrap;
    }

    /** @param scores of the edited rows */
    EditEffect of(List<Ranked> sample, Map<Conversation, Double> scores) {
        for (Ranked pair : sample) {
            if (pair.isChangedBy(edit)) {
                pairs++;
                double better = scores.getOrDefault(pair.edited(edit, pair.better()), pair.high());
                double worse = scores.getOrDefault(pair.edited(edit, pair.worse()), pair.low());
                add(pair, better, worse);
            }
        }
        if (pairs == 0) {
            return new EditEffect(edit, 0, 0, null, null, null, null, Verdict.TOO_FEW);
        }
        Column both = edit.isOfPrompt() ? gained : gained.and(lost);
        Interval flips = both.share();
        Interval up = edit.isOfPrompt() ? null : gained.share();
        Interval down = edit.isOfPrompt() ? null : lost.share();
        int prompts = new LinkedHashSet<>(both.keys).size();
        Verdict verdict = prompts < Slice.ENOUGH_PROMPTS ? Verdict.TOO_FEW : verdict(flips, up, down);
        return new EditEffect(edit, pairs, prompts, flips, up, down, shifts.mean(), verdict);
    }

    /**
     * Of a prompt's edit both rewards are new. Else one answer is edited at a time, and an answer that the edit leaves as it
     * is says nothing.
     */
    private void add(Ranked pair, double better, double worse) {
        if (edit.isOfPrompt()) {
            gained.add(pair, ahead(worse, better));
            shift(pair, better - pair.high());
            shift(pair, worse - pair.low());
            return;
        }
        if (Ranked.isChanged(edit, pair.worse())) {
            gained.add(pair, ahead(worse, pair.high()));
            shift(pair, worse - pair.low());
        }
        if (Ranked.isChanged(edit, pair.better())) {
            lost.add(pair, ahead(pair.low(), better));
            shift(pair, better - pair.high());
        }
    }

    private void shift(Ranked pair, double change) {
        shifts.add(pair, change / deviation);
    }

    private static double ahead(double one, double other) {
        return 0.5 + 0.5 * Math.signum(one - other);
    }

    private Verdict verdict(@Nullable Interval flips, @Nullable Interval up, @Nullable Interval down) {
        if (edit.isOfPrompt()) {
            return isNotable(flips) ? Verdict.SWAYS : quiet(flips);
        }
        if (isNotable(up)) {
            return Verdict.LIFTS;
        }
        if (edit.isForWorse()) {
            return quiet(up);
        }
        return isNotable(down) ? Verdict.SINKS : mayTurn(up) ? Verdict.OPEN : quiet(down);
    }

    private static Verdict quiet(@Nullable Interval share) {
        return mayTurn(share) ? Verdict.OPEN : Verdict.STEADY;
    }

    private static boolean mayTurn(@Nullable Interval share) {
        return share != null && share.value() > EditEffect.NOTABLE;
    }

    private static boolean isNotable(@Nullable Interval share) {
        return share != null && share.low() > EditEffect.NOTABLE;
    }

    /** Values, each with the key of its prompt. */
    private final class Column {
        private final List<String> keys = new ArrayList<>();
        private final List<Double> values = new ArrayList<>();

        void add(Ranked pair, double value) {
            keys.add(pair.cluster());
            values.add(value);
        }

        Column and(Column other) {
            Column both = new Column();
            both.keys.addAll(keys);
            both.keys.addAll(other.keys);
            both.values.addAll(values);
            both.values.addAll(other.values);
            return both;
        }

        @Nullable
        Interval share() {
            return keys.isEmpty() ? null : bootstrap.share(Clusters.of(keys), array());
        }

        @Nullable
        Interval mean() {
            return keys.isEmpty() ? null : bootstrap.mean(Clusters.of(keys), array());
        }

        private double[] array() {
            return values.stream().mapToDouble(Double::doubleValue).toArray();
        }
    }
}
