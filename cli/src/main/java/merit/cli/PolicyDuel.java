package merit.cli;

import java.io.IOException;
import java.util.List;
import merit.evaluation.metric.ClusteredBootstrap;
import merit.evaluation.metric.EvaluationOptions;
import merit.evaluation.metric.Interval;
import merit.evaluation.metric.PolicyComparison;
import merit.evaluation.metric.ScoredSet;
import merit.preference.CandidateSet;
import merit.preference.format.PreferenceFiles;
import merit.preference.format.ReadOptions;

/** Two policies' answers to the same prompts, judged by a run, or by several as one. */
final class PolicyDuel {
    private final Console console;
    private final Judged judged;
    private final List<String> files;

    /** @param files answers of the first policy, answers of the second */
    PolicyDuel(Console console, Judged judged, List<String> files) {
        this.console = console;
        this.judged = judged;
        this.files = files;
    }

    PolicyComparison compare(ReadOptions reading, ClusteredBootstrap bootstrap) throws IOException {
        List<CandidateSet> first = PreferenceFiles.read(files.get(0), reading).sets();
        List<CandidateSet> second = PreferenceFiles.read(files.get(1), reading).sets();
        return RunScoring.with(console, judged, (scorer, progress) -> {
            EvaluationOptions options = EvaluationOptions.STANDARD.withProgress(progress);
            return PolicyComparison.of(
                    ScoredSet.score(scorer, first, options), ScoredSet.score(scorer, second, options), bootstrap);
        });
    }

    void print(PolicyComparison found) {
        boolean ahead = found.winRate().value() >= 0.5;
        String better = files.get(ahead ? 1 : 0);
        console.result(
                "Prompts",
                Numbers.count(found.prompts())
                        + (found.unmatched() == 0
                                ? ""
                                : " in both · " + Numbers.count(found.unmatched()) + " in one alone, left out"));
        console.result(
                "Wins",
                files.get(1) + " wins " + EvaluationText.percent(found.winRate()) + " against " + files.get(0) + "\n"
                        + (found.isReal()
                                ? better + " is better, by this judge, beyond chance"
                                : "no difference beyond chance"));
        console.result(
                "Reward",
                Numbers.decimal(
                                found.gain().value(),
                                found.gain().low(),
                                found.gain().high(),
                                3)
                        + " more on average");
        console.result("Length", length(found));
    }

    private static String length(PolicyComparison found) {
        String said = Numbers.decimal(
                        found.longer().value(),
                        found.longer().low(),
                        found.longer().high(),
                        0)
                + " characters more on average";
        Interval alike = found.alike();
        return alike == null
                ? said + "\ntoo few prompts with answers of like length (" + found.alikePrompts()
                        + ") to take length out of the way"
                : said + "\nwith answers of like length it wins " + EvaluationText.percent(alike) + " of "
                        + Numbers.count(found.alikePrompts(), "prompt");
    }
}
