package merit.preference;

import java.util.List;
import java.util.Map;
import merit.dialogue.Conversation;
import org.jspecify.annotations.Nullable;

/** A view of one judgement that is not a tie: the same prompt with a chosen and a rejected response. */
public record PreferencePair(CandidateSet set, Judgement judgement) {
    public PreferencePair {
        if (judgement.isTie()) {
            throw new IllegalArgumentException(set.origin() + ": a tie has no chosen response");
        }
    }

    /** A pair from three texts. */
    public static PreferencePair of(String prompt, String chosen, String rejected) {
        return of(Conversation.ofPrompt(prompt), chosen, rejected, null, Map.of(), Origin.MEMORY);
    }

    /** A pair with everything that a source may know of it. */
    public static PreferencePair of(
            Conversation prompt,
            String chosen,
            String rejected,
            @Nullable Double margin,
            Map<String, Object> metadata,
            Origin origin) {
        Judgement judgement = Judgement.prefers(0, 1, margin);
        return new PreferencePair(
                new CandidateSet(
                        prompt,
                        List.of(Candidate.of(chosen), Candidate.of(rejected)),
                        List.of(judgement),
                        metadata,
                        origin),
                judgement);
    }

    public Conversation prompt() {
        return set.prompt();
    }

    public Candidate chosenCandidate() {
        return set.candidates().get(judgement.better());
    }

    public Candidate rejectedCandidate() {
        return set.candidates().get(judgement.worse());
    }

    public String chosen() {
        return chosenCandidate().response();
    }

    public String rejected() {
        return rejectedCandidate().response();
    }

    /** Strength of the preference, or null where unknown. */
    public @Nullable Double margin() {
        return judgement.margin();
    }
}
