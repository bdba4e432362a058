package merit.preference;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import merit.store.DigestIndex;
import org.jspecify.annotations.Nullable;

/**
 * Passes sets on, one by one, without judgements between identical answers and without those that stood before: same prompt, chosen,
 * rejected and objective. What stood before is known by its {@link PromptDigest}, in about thirty bytes. Not thread-safe.
 */
public final class RepeatFilter {
    private final DigestIndex seen = new DigestIndex();
    private final Map<DropReason, Long> dropped = new TreeMap<>();

    /** What is left of a set; null where it had judgements and none is left. */
    public @Nullable CandidateSet pass(CandidateSet set) {
        List<Judgement> judgements = new ArrayList<>();
        for (Judgement judgement : set.judgements()) {
            String better = set.candidates().get(judgement.better()).response();
            String worse = set.candidates().get(judgement.worse()).response();
            if (better.equals(worse)) {
                dropped.merge(DropReason.IDENTICAL_ANSWERS, 1L, Long::sum);
            } else if (!judgement.isTie() && stoodBefore(set, better, worse, judgement.objective())) {
                dropped.merge(DropReason.DUPLICATE, 1L, Long::sum);
            } else {
                judgements.add(judgement);
            }
        }
        return judgements.isEmpty() && !set.judgements().isEmpty() ? null : set.withJudgements(judgements);
    }

    private boolean stoodBefore(CandidateSet set, String better, String worse, String objective) {
        int known = seen.size();
        return seen.number(PromptDigest.of(set.prompt(), better, worse, objective)) < known;
    }

    /** The same report with what was dropped so far. */
    public DataReport counted(DataReport report) {
        DataReport counted = report;
        for (Map.Entry<DropReason, Long> entry : dropped.entrySet()) {
            counted = counted.dropping(entry.getKey(), entry.getValue());
        }
        return counted;
    }
}
