package merit.preference;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import merit.dialogue.Conversation;

/**
 * What stands twice, or against itself, in preferences of one objective. Texts are compared as they are; only near-identical answers are
 * compared by their words.
 *
 * @param duplicates pairs that stood before: same prompt, chosen and rejected
 * @param contradictions pairs whose prompt stood before with chosen and rejected swapped
 * @param identicalAnswers pairs and ties whose two answers are the same text
 * @param nearIdenticalAnswers pairs whose answers differ only in white space, case and punctuation, or share nine tenths of
 *     their words; identical ones are not counted again
 * @param repeatedPrompts sets whose prompt stood in an earlier set
 */
public record Duplicates(
        List<Finding> duplicates,
        List<Finding> contradictions,
        List<Finding> identicalAnswers,
        List<Finding> nearIdenticalAnswers,
        long repeatedPrompts) {
    /** One thing found, and the earlier row that it repeats or contradicts (the same row where it does so itself). */
    public record Finding(Origin origin, Origin earlier) {}

    private record Key(Conversation prompt, String chosen, String rejected, String objective) {
        Key swapped() {
            return new Key(prompt, /* chosen= */ rejected, /* rejected= */ chosen, objective);
        }
    }

    public Duplicates {
        duplicates = List.copyOf(duplicates);
        contradictions = List.copyOf(contradictions);
        identicalAnswers = List.copyOf(identicalAnswers);
        nearIdenticalAnswers = List.copyOf(nearIdenticalAnswers);
    }

    /** Looks through all sets. */
    public static Duplicates find(List<CandidateSet> sets) {
        // What takes the time looks at one set alone, so it is done side by side.
        List<List<Boolean>> near = sets.parallelStream().map(Duplicates::near).toList();
        Search search = new Search();
        for (int k = 0; k < sets.size(); k++) {
            search.add(sets.get(k), near.get(k));
        }
        return search.found();
    }

    /** For each judgement whether its answers are nearly the same. */
    private static List<Boolean> near(CandidateSet set) {
        return set.judgements().stream()
                .map(judgement -> key(set, judgement))
                .map(key -> Likeness.near(key.chosen, key.rejected))
                .toList();
    }

    static PreferenceData remove(PreferenceData data) {
        RepeatFilter filter = new RepeatFilter();
        List<CandidateSet> kept = new ArrayList<>();
        for (CandidateSet set : data.sets()) {
            CandidateSet left = filter.pass(set);
            if (left != null) {
                kept.add(left);
            }
        }
        return new PreferenceData(kept, filter.counted(data.report()).counting(kept));
    }

    private static Key key(CandidateSet set, Judgement judgement) {
        String better = set.candidates().get(judgement.better()).response();
        String worse = set.candidates().get(judgement.worse()).response();
        return new Key(set.prompt(), better, worse, judgement.objective());
    }

    private static final class Search {
        private final List<Finding> duplicates = new ArrayList<>();
        private final List<Finding> contradictions = new ArrayList<>();
        private final List<Finding> identical = new ArrayList<>();
        private final List<Finding> nearIdentical = new ArrayList<>();
        private final Map<Key, Origin> seen = new HashMap<>();
        private final Set<Conversation> prompts = new HashSet<>();
        private long repeatedPrompts;

        private void add(CandidateSet set, List<Boolean> near) {
            if (!prompts.add(set.prompt())) {
                repeatedPrompts++;
            }
            for (int k = 0; k < near.size(); k++) {
                Judgement judgement = set.judgements().get(k);
                add(set.origin(), judgement, key(set, judgement), near.get(k));
            }
        }

        private void add(Origin origin, Judgement judgement, Key key, boolean near) {
            if (key.chosen.equals(key.rejected)) {
                identical.add(new Finding(origin, origin));
                return;
            }
            if (near) {
                nearIdentical.add(new Finding(origin, origin));
            }
            if (judgement.isTie()) {
                return;
            }
            Origin before = seen.putIfAbsent(key, origin);
            if (before != null) {
                duplicates.add(new Finding(origin, before));
            }
            Origin against = seen.get(key.swapped());
            if (against != null) {
                contradictions.add(new Finding(origin, against));
            }
        }

        private Duplicates found() {
            return new Duplicates(duplicates, contradictions, identical, nearIdentical, repeatedPrompts);
        }
    }
}
