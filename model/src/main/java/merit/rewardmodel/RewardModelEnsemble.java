package merit.rewardmodel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import merit.adapter.LoraAdapter;
import merit.encoding.PrefixTrees;
import merit.encoding.TokenRow;
import merit.layer.Reading;
import merit.layer.TokenBatch;
import merit.scoring.Ensemble;
import merit.scoring.RowScorer;
import merit.scoring.Score;
import merit.scoring.ScoreInput;
import merit.scoring.ScorerInfo;
import merit.tensor.Engine;
import merit.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Several reward models as one judge. Members that have a backbone in common and read the same rows, heads that were trained on
 * a frozen backbone, are computed in one pass: its states once, each head on them. Adapters of one backbone take turns on it.
 *
 * <pre>{@code
 * List<RewardModelScorer> members = RewardModelScorer.openAll(runs, ScoringOptions.NONE);
 * try (RewardModelEnsemble judge = new RewardModelEnsemble(members, Ensemble.raw(EnsembleRule.of("mean")))) {
 *     Score score = judge.score(List.of(ScoreInput.of(prompt, response))).get(0);
 *     double certainty = score.spread();
 * }
 * }</pre>
 *
 * <p>Owns its members. Thread-safe.
 */
public final class RewardModelEnsemble implements RowScorer {
    private final List<RewardModelScorer> members;
    private final Ensemble ensemble;
    private final List<int[]> passes;
    private final boolean readAlike;
    private final AtomicLong forwards = new AtomicLong();

    /**
     * Of models as {@link RewardModelScorer#openAll} opens them; they pass into its hands, or are closed where they make none.
     *
     * @throws IllegalArgumentException where there are fewer than two, or another number than the ensemble is for
     */
    public RewardModelEnsemble(List<RewardModelScorer> members, Ensemble ensemble) {
        this.members = List.copyOf(members);
        this.ensemble = ensemble;
        try {
            ensemble.check(members.size());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        readAlike = members.stream()
                .allMatch(member -> SharedPasses.readAlike(members.get(0).model(), member.model()));
        passes = Engine.call(() -> SharedPasses.of(members));
    }

    @Override
    public List<Score> score(List<? extends ScoreInput> inputs) {
        if (readAlike) {
            return scoreRows(encodeAll(members.get(0), inputs));
        }
        List<List<TokenRow>> rows = new ArrayList<>();
        for (RewardModelScorer member : members) {
            rows.add(encodeAll(member, inputs));
        }
        return joined(rows);
    }

    private static List<TokenRow> encodeAll(RewardModelScorer member, List<? extends ScoreInput> inputs) {
        return member.model().encoder().encodeAll(inputs, member::encode);
    }

    /**
     * @throws IllegalArgumentException where members make other rows of the same text; {@link #score} takes these too
     */
    @Override
    public TokenRow encode(ScoreInput input, int maxTokens) {
        requireOneReading();
        return members.get(0).encode(input, maxTokens);
    }

    @Override
    public List<Score> scoreRows(List<TokenRow> rows) {
        requireOneReading();
        return joined(members.stream().map(member -> rows).toList());
    }

    /** @throws IllegalArgumentException where members make other rows of the same text */
    public void requireOneReading() {
        if (!readAlike) {
            throw new IllegalArgumentException(
                    "ensemble: found members that read texts in other ways (template, max_length,"
                            + " truncation or tokenizer), need members that read alike, so that rows can be queued; serve them"
                            + " apart, or score with merit score");
        }
    }

    /** @param rows of each member, one an input */
    private List<Score> joined(List<List<TokenRow>> rows) {
        List<List<Score>> all =
                new ArrayList<>(members.stream().map(member -> List.<Score>of()).toList());
        passes.forEach(pass -> compute(pass, rows.get(pass[0]), all));
        return IntStream.range(0, rows.get(0).size())
                .mapToObj(i -> ensemble.joined(
                        all.stream().map(scores -> scores.get(i)).toList()))
                .toList();
    }

    private void compute(int[] pass, List<TokenRow> rows, List<List<Score>> all) {
        Map<TokenRow, Integer> distinct = new LinkedHashMap<>();
        rows.forEach(row -> distinct.putIfAbsent(row, distinct.size()));
        List<float[]> outputs = taken(pass, List.copyOf(distinct.keySet()));
        int from = 0;
        for (int m : pass) {
            RewardModelScorer member = members.get(m);
            int start = from;
            int end = from + member.objectives().parts().size();
            all.set(
                    m,
                    rows.stream()
                            .map(row -> member.score(
                                    row,
                                    Arrays.copyOfRange(
                                            outputs.get(Objects.requireNonNull(distinct.get(row))), start, end)))
                            .toList());
            from = end;
        }
    }

    /** All outputs of the members of a pass, side by side, of each row. */
    private List<float[]> taken(int[] pass, List<TokenRow> rows) {
        RewardModel lead = members.get(pass[0]).model();
        LoraAdapter adapter = lead.adapter();
        RowPasses work = new RowPasses(lead, batch -> outputs(pass, batch), RewardModelScorer.PASS_TOKENS);
        if (adapter == null) {
            return work.over(rows, done -> true);
        }
        return Engine.call(
                () -> { // as a whole, so that no other turn comes between
                    adapter.attach();
                    try {
                        return work.over(rows, done -> true);
                    } finally {
                        adapter.detach();
                    }
                });
    }

    private Tensor outputs(int[] pass, TokenBatch batch) {
        RewardModel lead = members.get(pass[0]).model();
        try (TensorScope scope = TensorScope.open();
                StatesOnce states = new StatesOnce(Reading.States.of(lead.backbone(), batch))) {
            TensorVector outputs = new TensorVector();
            for (int m : pass) {
                outputs.push_back(states.outputs(members.get(m).model().head(), batch));
            }
            forwards.addAndGet(states.computations());
            return scope.keep(torch.cat(outputs, 1)); // [rows, outputs of all]
        }
    }

    /** How many forward passes of a backbone have run. */
    public long forwards() {
        return forwards.get();
    }

    /** The models; they stay the ensemble's. */
    public List<RewardModelScorer> members() {
        return members;
    }

    @Override
    public PrefixTrees beginnings() {
        return members.get(0).beginnings();
    }

    /** The first member's, with all members' names and parameters. */
    @Override
    public ScorerInfo info() {
        ScorerInfo first = members.get(0).info();
        List<ScorerInfo> all = members.stream().map(RewardModelScorer::info).toList();
        return new ScorerInfo(
                String.join(" + ", all.stream().map(ScorerInfo::modelId).toList()),
                first.architecture(),
                first.maxTokens(),
                first.precision(),
                first.template(),
                all.stream().mapToLong(ScorerInfo::parameters).sum());
    }

    @Override
    public boolean readsChats() {
        return members.stream().allMatch(RewardModelScorer::readsChats);
    }

    @Override
    public boolean readsLoneTexts() {
        return members.stream().allMatch(RewardModelScorer::readsLoneTexts);
    }

    @Override
    public void close() {
        members.forEach(RewardModelScorer::close);
    }
}
