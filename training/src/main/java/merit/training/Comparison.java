package merit.training;

import java.util.List;
import merit.dialogue.Conversation;
import merit.preference.CandidateSet;
import merit.preference.Judgement;
import merit.preference.PreferencePair;

/** One judgement of two answers to a prompt: a pair, or a tie, of which neither answer is the better one. */
record Comparison(CandidateSet set, Judgement judgement) {
    static List<Comparison> of(List<PreferencePair> pairs) {
        return pairs.stream()
                .map(pair -> new Comparison(pair.set(), pair.judgement()))
                .toList();
    }

    Conversation prompt() {
        return set.prompt();
    }

    boolean isTie() {
        return judgement.isTie();
    }

    /** The better answer; of a tie the one that is named first. */
    String better() {
        return set.candidates().get(judgement.better()).response();
    }

    String worse() {
        return set.candidates().get(judgement.worse()).response();
    }
}
