package merit.cli;

import java.util.List;
import merit.evaluation.audit.DomainShift;
import merit.evaluation.audit.Repeats;
import merit.evaluation.metric.ClusteredBootstrap;
import merit.preference.PreferenceData;
import org.jspecify.annotations.Nullable;

/**
 * What preferences have in common with others: those they are to be measured on, or that they are measured after.
 *
 * @param files the others
 * @param sets in them
 * @param repeats what of these stands in the others
 * @param shift whether both are of one kind; null where either is too small
 */
record OtherData(
        List<String> files,
        int sets,
        Repeats repeats,
        @Nullable DomainShift shift) {
    static OtherData of(PreferenceData data, PreferenceData others) {
        return new OtherData(
                others.report().files(),
                others.sets().size(),
                Repeats.across(data.sets(), others.sets()),
                DomainShift.of(data.sets(), others.sets(), ClusteredBootstrap.STANDARD.level()));
    }
}
