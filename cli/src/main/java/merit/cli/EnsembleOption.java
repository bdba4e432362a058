package merit.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import merit.rewardmodel.RewardModelScorer;
import merit.scoring.Ensemble;
import merit.scoring.EnsembleRule;
import merit.scoring.Normalization;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Whether several runs are one judge, and how their rewards become one. */
final class EnsembleOption {
    /** Scales that differ by more than this factor, or levels by more than a deviation, deserve a word. */
    private static final double MUCH = 2;

    @Option(
            names = "--ensemble",
            paramLabel = "RULE",
            converter = Rule.class,
            order = 22,
            description =
                    "Take all RUNs as one judge: mean, min (the sternest), mean-variance:LAMBDA (the mean less LAMBDA times"
                            + " the variance), or weighted:0.5,0.3,0.2. How far they lie apart is written as spread.")
    @Nullable
    EnsembleRule rule;

    @Option(
            names = "--ensemble-scale",
            paramLabel = "SCALE",
            converter = ScaleName.class,
            order = 23,
            description =
                    "Take rewards raw, or standardise them: each run's less the mean of the answers that it was calibrated"
                            + " on, over their deviation, so that all count alike (raw).")
    Scale scale = Scale.RAW;

    /** What members' rewards are before they are joined. */
    enum Scale {
        RAW,
        STANDARDISED
    }

    /** Reads a rule, so that a wrong one is refused before any work. */
    static final class Rule implements ITypeConverter<EnsembleRule> {
        @Override
        public EnsembleRule convert(String word) {
            try {
                return EnsembleRule.of(word);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** Reads a scale. */
    static final class ScaleName implements ITypeConverter<Scale> {
        @Override
        public Scale convert(String word) {
            return switch (word) {
                case "raw" -> Scale.RAW;
                case "standardise", "standardize" -> Scale.STANDARDISED;
                default -> throw new TypeConversionException("found " + word + ", need raw or standardise");
            };
        }
    }

    boolean isGiven() {
        return rule != null;
    }

    /** Refuses a scale where nothing is joined. */
    void check() {
        if (!isGiven() && scale != Scale.RAW) {
            throw new UsageException("--ensemble-scale belongs to several runs as one: say --ensemble mean too.");
        }
    }

    /** What the members make together. */
    Ensemble of(EnsembleRule asked, List<RewardModelScorer> members) {
        if (scale == Scale.RAW) {
            return Ensemble.raw(asked);
        }
        List<Normalization> scales = new ArrayList<>();
        for (RewardModelScorer member : members) {
            Path run = Path.of(member.info().modelId());
            Normalization reference = member.calibration().reference();
            if (reference == null) {
                throw new IllegalArgumentException(
                        run + ": found no mean and deviation of a reference set, need them for"
                                + " --ensemble-scale standardise; store them with merit evaluate " + run
                                + " --data FILE --calibrate temperature");
            }
            scales.add(reference);
        }
        return new Ensemble(asked, scales);
    }

    /** What is to be said of members whose rewards differ in scale or level; empty where they do not, or nobody can tell. */
    String note(List<RewardModelScorer> members) {
        List<Normalization> seen = members.stream()
                .map(RewardModelScorer::goldenScale)
                .flatMap(java.util.Optional::stream)
                .toList();
        if (scale != Scale.RAW || seen.size() < members.size()) {
            return "";
        }
        double least = seen.stream().mapToDouble(Normalization::deviation).min().orElse(1);
        double most = seen.stream().mapToDouble(Normalization::deviation).max().orElse(1);
        double low = seen.stream().mapToDouble(Normalization::mean).min().orElse(0);
        double high = seen.stream().mapToDouble(Normalization::mean).max().orElse(0);
        return most <= MUCH * least && high - low <= most
                ? ""
                : "the members' rewards are on scales of their own: on the same texts means from "
                        + Numbers.decimal(low, 2) + " to " + Numbers.decimal(high, 2) + ", deviations from "
                        + Numbers.decimal(least, 2) + " to " + Numbers.decimal(most, 2)
                        + "; the widest counts most, and the spread says little. --ensemble-scale standardise lets all"
                        + " count alike";
    }
}
