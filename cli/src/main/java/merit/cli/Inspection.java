package merit.cli;

import merit.encoding.PromptTemplate;
import merit.encoding.TruncationAudit;
import merit.evaluation.audit.DataAudit;
import merit.evaluation.audit.Giveaways;
import merit.evaluation.audit.LabelNoise;
import merit.evaluation.audit.Repeats;
import merit.evaluation.metric.ClusteredBootstrap;
import merit.evaluation.metric.Evaluation;
import merit.evaluation.metric.Interval;
import merit.preference.CandidateSet;
import merit.preference.DataReport;
import merit.preference.PreferenceData;
import merit.preference.PreferenceSplit;
import merit.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be said of preferences before a model is trained on them.
 *
 * @param report what was read, kept and dropped
 * @param audit labels, prompts, lengths, repeats
 * @param tokens lengths in tokens, and what a longest row would cut away
 * @param bagOfWords accuracy of a linear model over words on a held-out fifth of the prompts; null where that has no pairs
 * @param giveaways looks that tell the chosen answer
 * @param repeats what stands twice under different first user turns
 * @param noise labels that are probably flipped; null with too few pairs
 * @param against what these preferences have in common with other ones; null where none were given
 */
record Inspection(
        DataReport report,
        DataAudit audit,
        TruncationAudit tokens,
        @Nullable Interval bagOfWords,
        Giveaways giveaways,
        Repeats repeats,
        @Nullable LabelNoise noise,
        @Nullable OtherData against) {
    static Inspection of(PreferenceData data, Tokenizer tokenizer, PromptTemplate template, int maxLength) {
        PreferenceSplit.Sides<CandidateSet> sides = new PreferenceSplit(42).holdOut(data.sets(), 0.2);
        Evaluation floor = Floor.of(sides.training(), sides.heldOut());
        return new Inspection(
                data.report(),
                DataAudit.of(data.sets()),
                TruncationAudit.of(data.sets(), tokenizer, template, maxLength),
                floor == null || floor.pairs() == null ? null : floor.pairs().accuracyTiesHalf(),
                Giveaways.of(data.sets(), ClusteredBootstrap.STANDARD),
                Repeats.inside(data.sets()),
                LabelNoise.of(data.sets(), ClusteredBootstrap.STANDARD),
                null);
    }

    /** The same, held against other data. */
    Inspection against(OtherData other) {
        return new Inspection(report, audit, tokens, bagOfWords, giveaways, repeats, noise, other);
    }

    /** The same, its labels judged by another judge. */
    Inspection judged(@Nullable LabelNoise other) {
        return new Inspection(report, audit, tokens, bagOfWords, giveaways, repeats, other, against);
    }
}
