package merit.cli;

import merit.encoding.PromptTemplate;
import merit.encoding.TruncationAudit;
import merit.evaluation.audit.DataAudit;
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
 */
record Inspection(
        DataReport report,
        DataAudit audit,
        TruncationAudit tokens,
        @Nullable Interval bagOfWords) {
    static Inspection of(PreferenceData data, Tokenizer tokenizer, PromptTemplate template, int maxLength) {
        PreferenceSplit.Sides<CandidateSet> sides = new PreferenceSplit(42).holdOut(data.sets(), 0.2);
        Evaluation floor = Floor.of(sides.training(), sides.heldOut());
        return new Inspection(
                data.report(),
                DataAudit.of(data.sets()),
                TruncationAudit.of(data.sets(), tokenizer, template, maxLength),
                floor == null || floor.pairs() == null ? null : floor.pairs().accuracyTiesHalf());
    }
}
