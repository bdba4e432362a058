package merit.evaluation.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import merit.evaluation.audit.NearTexts.Near;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import merit.preference.Origin;
import merit.preference.PreferenceSplit;
import merit.preference.WhiteSpace;

/**
 * Prompts and answers that stand elsewhere too, word for word or nearly: in the same data under another first user turn, so
 * that a split by prompt may part them; or in other data, which is how an evaluation set comes to be known from training.
 *
 * <p>Word for word is equal but for white space. Nearly is four fifths of the runs of three words shared (Jaccard), verified
 * on the texts. Answers of fewer than eight words repeat by nature and are not looked at.
 *
 * @param prompts what was found of prompts
 * @param answers what was found of answers
 * @param sets how many were looked at
 * @param touched sets whose prompt, or one of whose answers, stands elsewhere
 */
public record Repeats(Side prompts, Side answers, int sets, int touched) {
    private static final int SHORT_ANSWER = 8;

    /**
     * @param texts different ones looked at
     * @param exact those that stand elsewhere word for word, each once, with one of the rows that repeat it
     * @param near those that nearly do, the most similar first
     */
    public record Side(int texts, List<Finding> exact, List<Finding> near) {
        public Side {
            exact = List.copyOf(exact);
            near = List.copyOf(near);
        }
    }

    /**
     * @param origin the row
     * @param other the row in which it stands too
     * @param similarity shared runs of three words as a share of all
     * @param estimated the same as MinHash estimates it, from 128 permutations
     */
    public record Finding(Origin origin, Origin other, double similarity, double estimated) {}

    /** A text, where it stands first, and all sets (by index) that hold it. */
    private record Place(String text, CandidateSet first, List<Integer> holders) {}

    private record Found(Side side, Set<Integer> touched) {}

    /** What stands twice in {@code sets} under different first user turns. */
    public static Repeats inside(List<CandidateSet> sets) {
        return of(repeated(sets, places(sets, true)), repeated(sets, places(sets, false)), sets.size());
    }

    /** What of {@code sets} stands in {@code others}: contamination, where those are trained on and these measured on. */
    public static Repeats across(List<CandidateSet> sets, List<CandidateSet> others) {
        return of(
                standing(places(sets, true), places(others, true)),
                standing(places(sets, false), places(others, false)),
                sets.size());
    }

    /** Whether anything was found. */
    public boolean isAny() {
        return touched > 0;
    }

    private static Repeats of(Found prompts, Found answers, int sets) {
        Set<Integer> touched = new HashSet<>(prompts.touched());
        touched.addAll(answers.touched());
        return new Repeats(prompts.side(), answers.side(), sets, touched.size());
    }

    private static Found repeated(List<CandidateSet> sets, List<Place> places) {
        List<String> groups = places.stream()
                .map(place -> PreferenceSplit.groupKey(place.first()))
                .toList();
        List<Finding> exact = new ArrayList<>();
        Set<Integer> touched = new HashSet<>();
        for (int k = 0; k < places.size(); k++) {
            String group = groups.get(k);
            Place place = places.get(k);
            List<Integer> elsewhere = place.holders().stream()
                    .filter(holder ->
                            !PreferenceSplit.groupKey(sets.get(holder)).equals(group))
                    .toList();
            if (!elsewhere.isEmpty()) {
                exact.add(new Finding(
                        sets.get(elsewhere.get(0)).origin(), place.first().origin(), 1, 1));
                touched.addAll(place.holders());
            }
        }
        List<Near> near = NearTexts.among(
                texts(places), (text, before) -> !groups.get(text).equals(groups.get(before)));
        near.forEach(one -> {
            touched.addAll(places.get(one.text()).holders());
            touched.addAll(places.get(one.before()).holders());
        });
        return new Found(new Side(places.size(), exact, findings(places, near)), touched);
    }

    private static Found standing(List<Place> places, List<Place> others) {
        Map<String, Place> known = others.stream().collect(Collectors.toMap(Place::text, place -> place));
        List<Place> all = new ArrayList<>(others);
        List<Finding> exact = new ArrayList<>();
        Set<Integer> touched = new HashSet<>();
        for (Place place : places) {
            Place same = known.get(place.text());
            if (same == null) {
                all.add(place);
            } else {
                exact.add(new Finding(place.first().origin(), same.first().origin(), 1, 1));
                touched.addAll(place.holders());
            }
        }
        List<Near> near =
                NearTexts.among(texts(all), (text, before) -> text >= others.size() && before < others.size());
        near.forEach(one -> touched.addAll(all.get(one.text()).holders()));
        return new Found(new Side(places.size(), exact, findings(all, near)), touched);
    }

    private static List<Finding> findings(List<Place> places, List<Near> near) {
        return near.stream()
                .sorted(Comparator.comparingDouble(Near::similarity).reversed())
                .map(one -> new Finding(
                        places.get(one.text()).first().origin(),
                        places.get(one.before()).first().origin(),
                        one.similarity(),
                        one.estimated()))
                .toList();
    }

    private static List<String> texts(List<Place> places) {
        return places.stream().map(Place::text).toList();
    }

    /** The different prompts, or the different answers that are long enough, in order of appearance. */
    private static List<Place> places(List<CandidateSet> sets, boolean prompts) {
        Map<String, Place> places = new LinkedHashMap<>();
        Map<String, Boolean> kept = new HashMap<>();
        for (int k = 0; k < sets.size(); k++) {
            CandidateSet set = sets.get(k);
            for (String raw : prompts ? List.of(set.prompt().text()) : answers(set)) {
                String text = WhiteSpace.fold(raw);
                if (prompts || kept.computeIfAbsent(text, t -> Shingles.of(t).words() >= SHORT_ANSWER)) {
                    places.computeIfAbsent(text, t -> new Place(t, set, new ArrayList<>()))
                            .holders()
                            .add(k);
                }
            }
        }
        return List.copyOf(places.values());
    }

    private static List<String> answers(CandidateSet set) {
        return set.candidates().stream().map(Candidate::response).distinct().toList();
    }
}
