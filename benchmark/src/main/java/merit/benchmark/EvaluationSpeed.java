package merit.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import merit.dialogue.Conversation;
import merit.evaluation.audit.DataAudit;
import merit.evaluation.audit.Repeats;
import merit.evaluation.metric.Evaluation;
import merit.evaluation.metric.EvaluationOptions;
import merit.evaluation.metric.ScoredSet;
import merit.evaluation.report.EvaluationReport;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import merit.preference.Judgement;
import merit.preference.Origin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How long figures, intervals, audits and the report take on pairs that are scored already. */
@Command(
        name = "evaluation",
        description =
                "Times the evaluation of made-up scored pairs: figures with intervals, audits, report, near repeats.",
        mixinStandardHelpOptions = true)
final class EvaluationSpeed implements Callable<Integer> {
    private static final String[] WORDS =
            "river stone music garden window paper winter letter market silver bridge forest please thanks".split(" ");

    @Option(names = "--pairs", defaultValue = "100000", description = "How many (default ${DEFAULT-VALUE}).")
    int pairs;

    @Override
    public Integer call() {
        List<ScoredSet> scored = scored();
        long start = System.nanoTime();
        Evaluation evaluation = Evaluation.of(scored, EvaluationOptions.STANDARD);
        long figures = System.nanoTime();
        EvaluationReport report = EvaluationReport.about("made-up", evaluation).build();
        long audits = System.nanoTime();
        DataAudit audit = DataAudit.of(scored.stream().map(ScoredSet::set).toList());
        int characters = report.html().length() + report.json().length();
        long written = System.nanoTime();
        System.out.printf(
                Locale.ROOT,
                "%,d pairs: figures with intervals %.1f s, slices and shortcuts %.1f s, data audit (%,d pairs) and report"
                        + " (%,d characters) %.1f s, together %.1f s%n",
                pairs,
                seconds(start, figures),
                seconds(figures, audits),
                audit.counts().pairs(),
                characters,
                seconds(audits, written),
                seconds(start, written));
        List<CandidateSet> sets = scored.stream().map(ScoredSet::set).toList();
        long looking = System.nanoTime();
        Repeats repeats = Repeats.inside(sets.subList(0, (sets.size() + 1) / 2));
        System.out.printf(
                Locale.ROOT,
                "near repeats among %,d different texts (MinHash, verified): %.1f s%n",
                repeats.prompts().texts() + repeats.answers().texts(),
                seconds(looking, System.nanoTime()));
        return 0;
    }

    private static double seconds(long from, long to) {
        return (to - from) / 1e9;
    }

    /** Two answers of about a hundred words each, one to three pairs a prompt. */
    private List<ScoredSet> scored() {
        Random random = new Random(1);
        List<ScoredSet> scored = new ArrayList<>();
        for (int k = 0; k < pairs; k++) {
            CandidateSet set = new CandidateSet(
                    Conversation.ofPrompt("Question " + random.nextInt(pairs / 2 + 1) + ": " + text(random, 30)),
                    List.of(Candidate.of(text(random, 200)), Candidate.of(text(random, 200))),
                    List.of(Judgement.prefers(0, 1, null)),
                    Map.of("source", "source " + random.nextInt(5), "id", k),
                    new Origin("made-up.jsonl", k + 1));
            scored.add(new ScoredSet(set, List.of(0.5 + random.nextGaussian(), random.nextGaussian())));
        }
        return scored;
    }

    private static String text(Random random, int words) {
        StringBuilder text = new StringBuilder();
        for (int w = 1 + random.nextInt(words); w > 0; w--) {
            text.append(WORDS[random.nextInt(WORDS.length)]).append(w % 12 == 1 ? ". " : " ");
        }
        return text.toString();
    }
}
