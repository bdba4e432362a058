package merit.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import merit.rewardmodel.RewardModelEnsemble;
import merit.rewardmodel.RewardModelScorer;
import merit.rewardmodel.ScoringOptions;
import merit.scoring.EnsembleRule;

/**
 * What a verb scores with: one run, or several as one judge.
 *
 * @param runs as they were named
 */
record Judged(List<Path> runs, EnsembleOption ensemble) {
    Judged {
        runs = List.copyOf(runs);
    }

    static Judged by(Path run) {
        return new Judged(List.of(run), new EnsembleOption());
    }

    /** {@code runs/a}, or {@code runs/a + runs/b, min}. */
    String name() {
        EnsembleRule rule = ensemble.rule;
        String names = runs.stream().map(Path::toString).collect(Collectors.joining(" + "));
        return rule == null ? names : names + ", " + rule.name();
    }

    /** Refuses several runs that nothing makes one, and one that is to be several. */
    void check() {
        if (!ensemble.isGiven() && runs.size() != 1) {
            throw new UsageException(
                    "found " + runs.size() + " runs, need one; or say what makes one judge of them: --ensemble mean.");
        }
        ensemble.check();
    }

    /** Opens what scores; says what is to be known of it. */
    Judge open(Console console, ScoringOptions reading) throws IOException {
        check();
        List<Path> places = new ArrayList<>();
        for (Path run : runs) {
            places.add(ModelPlace.of(run, console));
        }
        EnsembleRule rule = ensemble.rule;
        Judge judge = rule == null
                ? Judge.of(RewardModelScorer.open(places.get(0), reading))
                : together(places, reading, rule);
        String note = rule == null ? "" : ensemble.note(judge.members());
        if (!note.isEmpty()) {
            console.say("Note", note);
        }
        for (RewardModelScorer member : judge.members()) {
            RunScoring.sayNotes(console, member);
            PrecisionOption.sayDrift(member, console);
        }
        return judge;
    }

    private Judge together(List<Path> places, ScoringOptions reading, EnsembleRule rule) throws IOException {
        rule.check(places.size());
        List<RewardModelScorer> members = RewardModelScorer.openAll(places, reading);
        try {
            return Judge.of(new RewardModelEnsemble(members, ensemble.of(rule, members)));
        } catch (RuntimeException e) {
            members.forEach(RewardModelScorer::close);
            throw e;
        }
    }
}
