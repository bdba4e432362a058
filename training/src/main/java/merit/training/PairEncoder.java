package merit.training;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import merit.dialogue.Conversation;
import merit.encoding.Overlong;
import merit.encoding.TokenRow;
import merit.loss.LossType;
import merit.preference.CandidateSet;
import merit.preference.DropReason;
import merit.preference.Judgement;
import merit.preference.store.StoredSets;
import org.jspecify.annotations.Nullable;

/**
 * Encodes pairs on all cores, and leaves out those that cannot teach: of no weight, of no output, longer than asked for, or both rows
 * the same.
 */
final class PairEncoder {
    private static final int SETS_AT_ONCE = 4096;

    private final RowSource source;
    private final Overlong overlong;
    private final ObjectivesConfig objectives;
    private final LossType loss;
    private final Map<DropReason, Long> dropped = new EnumMap<>(DropReason.class);

    PairEncoder(RowSource source, TrainingConfig config) {
        this.source = source;
        this.overlong = config.input().overlong();
        this.objectives = config.objectives();
        this.loss = config.loss().loss();
    }

    /** What is left of these pairs. */
    EncodedPairs encode(List<Comparison> pairs) {
        return encode(Compared.of(pairs));
    }

    /** What is left of the comparisons of these sets: ties among them where the loss learns from these. */
    EncodedPairs encodeSets(List<CandidateSet> sets) {
        if (sets instanceof StoredSets stored) {
            return encode(stored);
        }
        List<Comparison> pairs = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (int place = 0; place < sets.size(); place++) {
            for (Judgement judgement : sets.get(place).judgements()) {
                if (loss.learnsTies() || !judgement.isTie()) {
                    pairs.add(new Comparison(sets.get(place), judgement));
                    places.add(place);
                }
            }
        }
        return encode(
                Compared.of(pairs, places.stream().mapToInt(Integer::intValue).toArray()));
    }

    private EncodedPairs encode(Compared compared) {
        List<Comparison> pairs = compared.pairs();
        pairs.forEach(this::requireRank);
        List<Conversation> conversations = new ArrayList<>();
        for (Comparison pair : pairs) {
            conversations.add(pair.prompt().answered(pair.better()));
            conversations.add(pair.prompt().answered(pair.worse()));
        }
        List<TokenRow> rows = source.rows(conversations);
        List<Integer> kept = new ArrayList<>();
        List<TokenRow> keptRows = new ArrayList<>();
        for (int p = 0; p < pairs.size(); p++) {
            List<TokenRow> sides = rows.subList(2 * p, 2 * p + 2);
            if (teaches(pairs.get(p), sides)) {
                kept.add(p);
                keptRows.addAll(sides);
            }
        }
        int[] left = kept.stream().mapToInt(Integer::intValue).toArray();
        return EncodedPairs.of(compared.only(left), PairRows.of(keptRows), objectives, loss.scope());
    }

    private EncodedPairs encode(StoredSets sets) {
        StoredPairs pairs = new StoredPairs(sets, source.tokens(sets.file()));
        for (int from = 0; from < sets.size(); from += SETS_AT_ONCE) {
            source.checkStopped();
            List<CandidateSet> some = sets.read(from, Math.min(sets.size(), from + SETS_AT_ONCE));
            for (int i = 0; i < some.size(); i++) {
                keep(pairs, from + i, some.get(i));
            }
        }
        return EncodedPairs.of(pairs.compared(), pairs.rows(), objectives, loss.scope());
    }

    private void keep(StoredPairs pairs, int place, CandidateSet set) {
        for (int j = 0; j < set.judgements().size(); j++) {
            Comparison pair = new Comparison(set, set.judgements().get(j));
            if (loss.learnsTies() || !pair.isTie()) {
                requireRank(pair);
                if (teaches(pair, pairs.rows(place, pair))) {
                    pairs.keep(place, j, pair);
                }
            }
        }
    }

    /** Whether it is kept; else counts why not. */
    private boolean teaches(Comparison pair, List<TokenRow> sides) {
        DropReason reason = reason(pair, sides);
        if (reason != null) {
            dropped.merge(reason, 1L, Long::sum);
        }
        return reason == null;
    }

    private @Nullable DropReason reason(Comparison pair, List<TokenRow> sides) {
        Judgement judgement = pair.judgement();
        if (objectives.output(judgement.objective()) < 0) {
            return DropReason.OTHER_OBJECTIVE;
        } else if (judgement.weight() * objectives.lossWeight(judgement.objective()) == 0) {
            return DropReason.NO_WEIGHT;
        } else if (!overlong.keeps(sides)) {
            return DropReason.TOO_LONG;
        } else if (sides.get(0).equals(sides.get(1))) {
            boolean same = pair.better().equals(pair.worse());
            return same ? DropReason.IDENTICAL_ANSWERS : DropReason.IDENTICAL_AFTER_TRUNCATION;
        }
        return null;
    }

    private void requireRank(Comparison pair) {
        double probability = pair.judgement().probability();
        if (loss == LossType.PLACKETT_LUCE && probability != 0 && probability != 1) {
            throw new IllegalArgumentException(pair.set().origin() + ": loss plackett-luce: found a judgement"
                    + " of probability " + probability + ", need ranks; take the loss k-wise or bradley-terry for"
                    + " soft labels and votes");
        }
    }

    /** Pairs left out so far, by reason. */
    Map<DropReason, Long> dropped() {
        return new EnumMap<>(dropped);
    }
}
