package merit.training;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import merit.dialogue.Conversation;
import merit.encoding.Overlong;
import merit.encoding.RowEncoder;
import merit.encoding.TokenRow;
import merit.loss.LossType;
import merit.preference.DropReason;
import merit.preference.Judgement;

/**
 * Encodes pairs on all cores, and leaves out those that cannot teach: of no weight, of no output, longer than asked for, or both rows
 * the same.
 */
final class PairEncoder {
    private final RowEncoder encoder;
    private final Overlong overlong;
    private final ObjectivesConfig objectives;
    private final LossType.Scope scope;
    private final Map<DropReason, Long> dropped = new EnumMap<>(DropReason.class);

    PairEncoder(RowEncoder encoder, TrainingConfig config) {
        this.encoder = encoder;
        this.overlong = config.input().overlong();
        this.objectives = config.objectives();
        this.scope = config.loss().loss().scope();
    }

    /** What is left of these pairs. */
    EncodedPairs encode(List<Comparison> pairs) {
        List<Conversation> conversations = new ArrayList<>();
        for (Comparison pair : pairs) {
            conversations.add(pair.prompt().answered(pair.better()));
            conversations.add(pair.prompt().answered(pair.worse()));
        }
        List<TokenRow> rows = encoder.encodeAll(conversations);
        List<Comparison> keptPairs = new ArrayList<>();
        List<TokenRow> keptRows = new ArrayList<>();
        for (int p = 0; p < pairs.size(); p++) {
            List<TokenRow> sides = rows.subList(2 * p, 2 * p + 2);
            Judgement judgement = pairs.get(p).judgement();
            if (objectives.output(judgement.objective()) < 0) {
                drop(DropReason.OTHER_OBJECTIVE);
            } else if (judgement.weight() * objectives.lossWeight(judgement.objective()) == 0) {
                drop(DropReason.NO_WEIGHT);
            } else if (!overlong.keeps(sides)) {
                drop(DropReason.TOO_LONG);
            } else if (sides.get(0).equals(sides.get(1))) {
                boolean same = pairs.get(p).better().equals(pairs.get(p).worse());
                drop(same ? DropReason.IDENTICAL_ANSWERS : DropReason.IDENTICAL_AFTER_TRUNCATION);
            } else {
                keptPairs.add(pairs.get(p));
                keptRows.addAll(sides);
            }
        }
        return EncodedPairs.of(keptPairs, keptRows, objectives, scope);
    }

    /** Pairs left out so far, by reason. */
    Map<DropReason, Long> dropped() {
        return new EnumMap<>(dropped);
    }

    private void drop(DropReason reason) {
        dropped.merge(reason, 1L, Long::sum);
    }
}
