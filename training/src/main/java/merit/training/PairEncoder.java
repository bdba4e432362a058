package merit.training;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import merit.dialogue.Conversation;
import merit.encoding.Overlong;
import merit.encoding.RowEncoder;
import merit.encoding.TokenRow;
import merit.preference.DropReason;
import merit.preference.Judgement;
import merit.preference.PreferencePair;

/**
 * Encodes pairs on all cores, and leaves out those that cannot teach: of no weight, of no output, longer than asked for, or both rows
 * the same.
 */
final class PairEncoder {
    private final RowEncoder encoder;
    private final Overlong overlong;
    private final ObjectivesConfig objectives;
    private final Map<DropReason, Long> dropped = new EnumMap<>(DropReason.class);

    PairEncoder(RowEncoder encoder, Overlong overlong, ObjectivesConfig objectives) {
        this.encoder = encoder;
        this.overlong = overlong;
        this.objectives = objectives;
    }

    /** What is left of these pairs. */
    EncodedPairs encode(List<PreferencePair> pairs) {
        List<Conversation> conversations = new ArrayList<>();
        for (PreferencePair pair : pairs) {
            conversations.add(pair.prompt().answered(pair.chosen()));
            conversations.add(pair.prompt().answered(pair.rejected()));
        }
        List<TokenRow> rows = encoder.encodeAll(conversations);
        List<PreferencePair> keptPairs = new ArrayList<>();
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
                boolean same = pairs.get(p).chosen().equals(pairs.get(p).rejected());
                drop(same ? DropReason.IDENTICAL_ANSWERS : DropReason.IDENTICAL_AFTER_TRUNCATION);
            } else {
                keptPairs.add(pairs.get(p));
                keptRows.addAll(sides);
            }
        }
        return EncodedPairs.of(keptPairs, keptRows, objectives);
    }

    /** Pairs left out so far, by reason. */
    Map<DropReason, Long> dropped() {
        return new EnumMap<>(dropped);
    }

    private void drop(DropReason reason) {
        dropped.merge(reason, 1L, Long::sum);
    }
}
