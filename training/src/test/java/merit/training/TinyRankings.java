package merit.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import merit.dialogue.Conversation;
import merit.loss.LossType;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import merit.preference.Origin;
import merit.preference.Pairing;

/** Lists of answers of random words, so that nothing can be learned of them but by heart. */
final class TinyRankings {
    private TinyRankings() {}

    /** Four answers a prompt, of which the second and the third are as good as one another. */
    static List<CandidateSet> of(int count, long seed) {
        Random random = new Random(seed);
        List<CandidateSet> sets = new ArrayList<>();
        for (int p = 0; p < count; p++) {
            List<Candidate> answers = IntStream.range(0, 4)
                    .mapToObj(answer -> Candidate.of(words(random)))
                    .toList();
            CandidateSet set =
                    new CandidateSet(Conversation.ofPrompt("w" + p), answers, List.of(), Map.of(), Origin.MEMORY);
            sets.add(set.withJudgements(Pairing.ALL.judge(List.of(3.0, 2.0, 2.0, 1.0))));
        }
        return sets;
    }

    /** A tiny training with a loss, of eight judgements or two prompts a step. */
    static TrainingConfig config(LossType loss) {
        boolean pairs = loss.scope() == LossType.Scope.PAIR;
        return RewardTrainerTest.TINY.with("loss", loss).with("per_device_train_batch_size", pairs ? 8 : 2);
    }

    private static String words(Random random) {
        return random.ints(2 + random.nextInt(4), 0, TinyBert.WORDS)
                .mapToObj(word -> "w" + word)
                .collect(Collectors.joining(" "));
    }
}
