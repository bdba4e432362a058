package merit.preference.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import merit.dialogue.Conversation;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import merit.preference.Judgement;
import merit.preference.Origin;
import merit.preference.Pairing;
import org.jspecify.annotations.Nullable;

/** Makes sets whose judgements follow from the candidates' ratings, or from their ranks. */
record RatedSets(Pairing pairing) {
    CandidateSet byRating(
            Conversation prompt, List<Candidate> candidates, Map<String, Object> metadata, Origin origin) {
        List<@Nullable Double> ratings = new ArrayList<>();
        candidates.forEach(candidate -> ratings.add(candidate.rating()));
        return new CandidateSet(prompt, candidates, pairing.judge(ratings), metadata, origin);
    }

    /** As {@link #byRating}, but without margins: a rank says which answer is better, not by how much. */
    CandidateSet byRank(Conversation prompt, List<Candidate> candidates, Map<String, Object> metadata, Origin origin) {
        CandidateSet rated = byRating(prompt, candidates, metadata, origin);
        List<Judgement> judgements = new ArrayList<>();
        for (Judgement judgement : rated.judgements()) {
            judgements.add(judgement.isTie() ? judgement : Judgement.prefers(judgement.i(), judgement.j(), null));
        }
        return rated.withJudgements(judgements);
    }
}
