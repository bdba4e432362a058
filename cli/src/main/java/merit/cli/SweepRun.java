package merit.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import merit.backbone.PretrainedBackbone;
import merit.evaluation.metric.ClusteredBootstrap;
import merit.evaluation.metric.EvaluationOptions;
import merit.evaluation.metric.PairMetrics;
import merit.evaluation.metric.ScoredPair;
import merit.evaluation.metric.ScoredSet;
import merit.evaluation.metric.SweepRanking;
import merit.evaluation.report.SweepReport;
import merit.preference.CandidateSet;
import merit.preference.Fingerprint;
import merit.preference.PreferenceSplit;
import merit.rewardmodel.RewardModelScorer;
import merit.store.WholeFile;
import merit.tensor.Engine;
import merit.training.Provenance;
import merit.training.SharedWork;
import merit.training.TrainingConfig;
import merit.training.Version;
import org.jspecify.annotations.Nullable;

/**
 * A sweep: every member trained on the same pairs and scored on the same held-out ones, then ranked; the best configuration is trained
 * once more, from its first seed, as an ordinary run, and only that is measured on test data.
 */
final class SweepRun {
    /**
     * What to sweep.
     *
     * @param out the sweep's folder
     * @param grid the members
     * @param training data and model, as for the run that the best configuration becomes
     * @param test pairs that choose nothing; none where there are none
     * @param metric what decides
     * @param intervals how sure they are to be
     * @param afresh whether former members are thrown away
     */
    record Plan(
            Path out,
            SweepGrid grid,
            TrainingRun.Request training,
            List<CandidateSet> test,
            SweepRanking.Metric metric,
            ClusteredBootstrap intervals,
            boolean afresh) {
        /** How many test sets have prompts that are trained or chosen on. */
        long knownTestPrompts() {
            List<CandidateSet> known = Stream.concat(training.train().all().stream(), training.held().all().stream())
                    .toList();
            return PreferenceSplit.shared(known, test);
        }
    }

    /** The words that train a configuration as a run of its own. */
    @FunctionalInterface
    interface Command {
        List<String> of(TrainingConfig config);
    }

    private final Console console;
    private final Plan plan;
    private final Command command;
    private final SharedWork shared = new SharedWork();
    private final List<SweepGrid.Entry> ranked = new ArrayList<>();
    private final List<List<List<ScoredPair>>> scored = new ArrayList<>();
    private final Map<String, String> failed = new LinkedHashMap<>();
    private final List<Double> seconds = new ArrayList<>();
    private double featureSeconds;

    SweepRun(Console console, Plan plan, Command command) {
        this.console = console;
        this.plan = plan;
        this.command = command;
    }

    SweepReport run() throws IOException {
        Engine.start();
        members();
        if (ranked.isEmpty()) {
            throw new IllegalArgumentException("no configuration came to its end, so there is nothing to rank: "
                    + failed.values().iterator().next());
        }
        SweepRanking ranking = SweepRanking.of(plan.metric(), scored, plan.intervals());
        TrainingConfig best =
                ranked.get(ranking.places().get(0).entry()).seeds().get(0);
        save(best);
        SweepReport report = report(ranking, measure());
        report.write(plan.out());
        return report;
    }

    /** Trains what is not known yet, and puts together what is. */
    private void members() throws IOException {
        TrainingRun.Request data = plan.training();
        PretrainedBackbone backbone = PretrainedBackbone.open(ModelPlace.of(data.model(), console));
        try (SweepTraining training = new SweepTraining(backbone, data, shared, new TrainingDisplay(console))) {
            SweepFolder folder = SweepFolder.open(plan.out(), common(training), plan.afresh());
            Map<TrainingConfig, SweepFolder.Member> known = new LinkedHashMap<>();
            for (TrainingConfig config : plan.grid().configs()) {
                SweepFolder.Member member = folder.known(config);
                if (member != null) {
                    known.put(config, member);
                }
            }
            if (!known.isEmpty()) {
                console.say("Known", Numbers.count(known.size(), "member") + " of a sweep before");
            }
            train(training, folder, known);
            featureSeconds = training.featureSeconds();
            plan.grid().entries().forEach(entry -> add(entry, known));
        }
    }

    private void train(SweepTraining training, SweepFolder folder, Map<TrainingConfig, SweepFolder.Member> known)
            throws IOException {
        int missing = plan.grid().members() - known.size();
        if (missing == 0) {
            return;
        }
        try (Interruption interruption = Interruption.of(console, stopped(known.size()));
                ProgressBar bar = new ProgressBar(console, "Members", missing)) {
            for (SweepGrid.Entry entry : plan.grid().entries()) {
                for (TrainingConfig config : entry.seeds()) {
                    if (!known.containsKey(config)) {
                        SweepFolder.Member member = training.member(config);
                        if (member.failure().isEmpty()) {
                            folder.keep(config, member);
                        }
                        known.put(config, member);
                        interruption.saved(stopped(known.size()));
                        int done = missing - plan.grid().members() + known.size();
                        bar.to(done, Numbers.decimal(member.seconds(), 2) + " s, " + entry.name());
                    }
                }
            }
        }
    }

    private String stopped(int done) {
        return "Stopped; " + Numbers.count(done) + " of "
                + Numbers.count(plan.grid().members(), "member") + " are kept in " + plan.out()
                + ", the same command goes on with the others.";
    }

    private SweepFolder.Common common(SweepTraining training) {
        TrainingRun.Request data = plan.training();
        return new SweepFolder.Common(
                Version.MERIT,
                data.model(),
                training.weights(),
                Fingerprint.of(data.train().all()).ordered(),
                Fingerprint.of(data.held().all()).ordered());
    }

    /** Puts a configuration among those to rank, or among those that came to nothing. */
    private void add(SweepGrid.Entry entry, Map<TrainingConfig, SweepFolder.Member> known) {
        List<List<ScoredPair>> pairs = new ArrayList<>();
        for (TrainingConfig config : entry.seeds()) {
            SweepFolder.Member member = Objects.requireNonNull(known.get(config));
            if (!member.failure().isEmpty()) {
                failed.put(entry.name(), member.failure());
                return;
            }
            seconds.add(member.seconds());
            pairs.add(pairs(member));
        }
        ranked.add(entry);
        scored.add(pairs);
    }

    private List<ScoredPair> pairs(SweepFolder.Member member) {
        List<CandidateSet> sets = plan.training().held().all();
        List<ScoredSet> scores = new ArrayList<>();
        for (int i = 0; i < sets.size(); i++) {
            scores.add(new ScoredSet(sets.get(i), member.scores().get(i)));
        }
        return ScoredSet.pairsOf(scores);
    }

    /** The best one as a run like any other, and as a file of settings that repeats it. */
    private void save(TrainingConfig best) throws IOException {
        console.say("Best", "trained again as a run of its own");
        List<String> words = command.of(best);
        Provenance of = plan.training().provenance();
        Provenance provenance = new Provenance(words, of.dataFiles(), of.reading(), of.split());
        new TrainingRun(console, plan.training().with(best, provenance), shared).run();
        String comment = "The best configuration of a sweep. merit train --config " + recipe() + " --out RUN";
        WholeFile.write(recipe(), RecipeText.of(comment, words));
    }

    private Path recipe() {
        return plan.out().resolve("best.yaml");
    }

    private @Nullable PairMetrics measure() throws IOException {
        if (plan.test().isEmpty()) {
            return null;
        }
        try (RewardModelScorer scorer = RewardModelScorer.open(plan.training().out());
                ProgressBar bar = new ProgressBar(console, "Test", 0).unit("answers")) {
            EvaluationOptions options = EvaluationOptions.STANDARD.withProgress(
                    (done, total) -> bar.of(total).to(done));
            return PairMetrics.of(ScoredSet.pairsOf(ScoredSet.score(scorer, plan.test(), options)), plan.intervals());
        }
    }

    private SweepReport report(SweepRanking ranking, @Nullable PairMetrics test) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Model", plan.training().model());
        facts.put("Data", plan.training().dataLine());
        facts.put("Held out", plan.training().provenance().split().toString());
        facts.put("Saved", plan.training().out() + ", the best configuration from its first seed; " + recipe());
        facts.put("Time", time());
        facts.put("Engine", Engine.describe());
        facts.put("Merit", Version.MERIT);
        return new SweepReport(
                plan.out().toString(),
                ranked.stream().map(SweepGrid.Entry::settings).toList(),
                ranked.stream()
                        .map(entry ->
                                entry.seeds().stream().map(TrainingConfig::seed).toList())
                        .toList(),
                ranking,
                test,
                failed,
                facts);
    }

    private String time() {
        double[] sorted = seconds.stream().mapToDouble(each -> each).sorted().toArray();
        return "features " + (featureSeconds == 0 ? "known before" : Numbers.decimal(featureSeconds, 1) + " s")
                + ", a member " + Numbers.decimal(sorted[sorted.length / 2], 2) + " s (median of "
                + Numbers.count(sorted.length) + ", the first " + Numbers.decimal(seconds.get(0), 2) + ", the most "
                + Numbers.decimal(Arrays.stream(sorted).max().orElseThrow(), 2) + ")";
    }
}
