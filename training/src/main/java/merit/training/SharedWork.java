package merit.training;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import merit.dialogue.Conversation;
import merit.encoding.RowMemory;
import merit.rewardmodel.RewardModel;
import merit.rewardmodel.RewardModelScorer;
import merit.scoring.ScoreInput;
import merit.scoring.Scorer;

/**
 * What several trainings on the same texts have in common, such as the members of a sweep, done once: the rows of these texts, and the
 * heads that are fitted on what a frozen backbone gives of them. What comes of each is, bit for bit, what comes of it alone. Holds all
 * rows that it was asked for. For one training at a time.
 */
public final class SharedWork {
    private final RowMemory rows = new RowMemory();
    private final Map<String, HeadFit.Answer> heads = new HashMap<>();

    RowMemory rows() {
        return rows;
    }

    /**
     * What a fit comes to.
     *
     * @param problem by which it is told from others
     */
    HeadFit.Answer head(String problem, Supplier<HeadFit.Answer> fit) {
        return heads.computeIfAbsent(problem, unknown -> fit.get());
    }

    /** How many different fits there were so far. */
    int headsFitted() {
        return heads.size();
    }

    /**
     * A scorer of conversations, whose rows are made once for training and scoring together. The model stays the caller's.
     *
     * @param modelId what to call it
     */
    public Scorer scorer(RewardModel model, String modelId) {
        RewardModelScorer scorer = RewardModelScorer.of(model, modelId);
        return inputs -> {
            List<Conversation> conversations =
                    inputs.stream().map(SharedWork::conversation).toList();
            return scorer.scoreRows(rows.encodeAll(model.encoder(), conversations, () -> false));
        };
    }

    private static Conversation conversation(ScoreInput input) {
        if (input instanceof ScoreInput.Chat chat) {
            return chat.conversation();
        }
        throw new IllegalArgumentException("found text that stands as it is, need a prompt and its response");
    }
}
