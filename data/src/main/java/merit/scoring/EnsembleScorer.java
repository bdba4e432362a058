package merit.scoring;

import java.util.ArrayList;
import java.util.List;

/**
 * Several scorers as one judge: each scores every input, wherever it is. Models in this process that have a backbone in common
 * compute it once as a {@code merit.rewardmodel.RewardModelEnsemble}. Owns its members. Thread-safe where they are.
 *
 * <pre>{@code
 * Scorer judge = new EnsembleScorer(List.of(here, elsewhere), Ensemble.raw(EnsembleRule.of("min")));
 * }</pre>
 */
public final class EnsembleScorer implements Scorer {
    private final List<Scorer> members;
    private final Ensemble ensemble;

    /** @throws IllegalArgumentException where there are fewer than two, or another number than the ensemble is for */
    public EnsembleScorer(List<? extends Scorer> members, Ensemble ensemble) {
        ensemble.check(members.size());
        this.members = List.copyOf(members);
        this.ensemble = ensemble;
    }

    @Override
    public List<Score> score(List<? extends ScoreInput> inputs) {
        List<List<Score>> all =
                members.stream().map(member -> member.score(inputs)).toList();
        List<Score> joined = new ArrayList<>(inputs.size());
        for (int i = 0; i < inputs.size(); i++) {
            int index = i;
            joined.add(ensemble.joined(
                    all.stream().map(scores -> scores.get(index)).toList()));
        }
        return joined;
    }

    @Override
    public void close() {
        members.forEach(Scorer::close);
    }
}
