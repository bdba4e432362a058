package merit.training;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;
import merit.encoding.TokenFile;
import merit.encoding.TokenRow;
import merit.preference.CandidateSet;
import merit.preference.store.StoredSets;
import merit.store.DigestIndex;
import merit.store.Ints;

/**
 * Pairs of sets that lie on disk while they are gone over once: what is kept of each is numbers, and its texts and tokens are read from
 * there again when somebody asks. Not thread-safe.
 */
final class StoredPairs {
    private final StoredSets sets;
    private final TokenFile tokens;
    private final DigestIndex prompts = new DigestIndex();
    private final DigestIndex rows = new DigestIndex();
    private final Ints places = new Ints();
    private final Ints judgements = new Ints();
    private final Ints promptOf = new Ints();
    private final Ints weights = new Ints(); // the bits of floats
    private final Ints answers = new Ints();
    private final Ints chosen = new Ints();
    private final Ints rejected = new Ints();

    StoredPairs(StoredSets sets, TokenFile tokens) {
        this.sets = sets;
        this.tokens = tokens;
    }

    /** The rows of both sides of a comparison, the better first. */
    List<TokenRow> rows(int place, Comparison pair) {
        return List.of(
                tokens.row(answer(place, pair.judgement().better())),
                tokens.row(answer(place, pair.judgement().worse())));
    }

    private int answer(int place, int candidate) {
        return sets.file().firstAnswer(sets.number(place)) + candidate;
    }

    /** Keeps the comparison of a set that has this number among its judgements. */
    void keep(int place, int judgement, Comparison pair) {
        places.add(place);
        judgements.add(judgement);
        promptOf.add(prompts.number(sets.file().prompt(sets.number(place))));
        weights.add(Float.floatToIntBits((float) pair.judgement().weight()));
        chosen.add(index(answer(place, pair.judgement().better())));
        rejected.add(index(answer(place, pair.judgement().worse())));
    }

    private int index(int answer) {
        int known = rows.size();
        int index = rows.number(tokens.digest(answer));
        if (index == known) {
            answers.add(answer);
        }
        return index;
    }

    /** All that was kept. */
    Compared compared() {
        int[] placeOf = places.toArray();
        int[] bits = weights.toArray();
        float[] weightOf = new float[bits.length];
        for (int p = 0; p < bits.length; p++) {
            weightOf[p] = Float.intBitsToFloat(bits[p]);
        }
        return new Compared(
                new Comparisons(sets, placeOf, judgements.toArray()), placeOf, promptOf.toArray(), weightOf);
    }

    /** Their rows. */
    PairRows rows() {
        return new PairRows(new Rows(tokens, answers.toArray()), chosen.toArray(), rejected.toArray());
    }

    /** Comparisons, each read when it is asked for. */
    private static final class Comparisons extends AbstractList<Comparison> implements RandomAccess {
        private final StoredSets sets;
        private final int[] places;
        private final int[] judgements;

        Comparisons(StoredSets sets, int[] places, int[] judgements) {
            this.sets = sets;
            this.places = places;
            this.judgements = judgements;
        }

        @Override
        public Comparison get(int pair) {
            CandidateSet set = sets.get(places[pair]);
            return new Comparison(set, set.judgements().get(judgements[pair]));
        }

        @Override
        public int size() {
            return places.length;
        }
    }

    /** Rows, each read when it is asked for. */
    private static final class Rows extends AbstractList<TokenRow> implements RandomAccess {
        private final TokenFile tokens;
        private final int[] answers;

        Rows(TokenFile tokens, int[] answers) {
            this.tokens = tokens;
            this.answers = answers;
        }

        @Override
        public TokenRow get(int row) {
            return tokens.row(answers[row]);
        }

        @Override
        public int size() {
            return answers.length;
        }
    }
}
