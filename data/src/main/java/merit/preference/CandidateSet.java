package merit.preference;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import merit.dialogue.Conversation;

/**
 * A prompt with its responses and what was judged of them: the one shape that pairs, rankings, ratings and trees are read
 * into.
 *
 * @param prompt the turns before the response
 * @param candidates the responses, in the order of the source
 * @param judgements between candidates, by index; ties have probability one half
 * @param metadata of the row, kept as it was read
 * @param origin where it came from
 */
public record CandidateSet(
        Conversation prompt,
        List<Candidate> candidates,
        List<Judgement> judgements,
        Map<String, Object> metadata,
        Origin origin) {
    public CandidateSet {
        candidates = List.copyOf(candidates);
        judgements = List.copyOf(judgements);
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        for (Judgement judgement : judgements) {
            int last = Math.max(judgement.i(), judgement.j());
            if (last >= candidates.size()) {
                throw new IllegalArgumentException(origin + ": a judgement names candidate " + last + ", found "
                        + candidates.size() + " candidates");
            }
        }
    }

    /** The judgements that are not ties, each as a pair whose first answer is the preferred one. */
    public List<PreferencePair> pairs() {
        List<PreferencePair> pairs = new ArrayList<>();
        for (Judgement judgement : judgements) {
            if (!judgement.isTie()) {
                pairs.add(new PreferencePair(this, judgement));
            }
        }
        return pairs;
    }

    /** The same candidates, judged otherwise. */
    public CandidateSet withJudgements(List<Judgement> others) {
        return new CandidateSet(prompt, candidates, others, metadata, origin);
    }
}
