package merit.cli;

import java.util.List;
import merit.evaluation.audit.LabelNoise;
import merit.evaluation.audit.LabelNoise.Suspect;
import merit.evaluation.audit.Repeats;
import merit.evaluation.audit.Repeats.Finding;

/** What an audit of data found, one line a finding, so that a person can look. */
final class InspectionList {
    private static final double CERTAIN = 0.995;

    private final Console console;

    InspectionList(Console console) {
        this.console = console;
    }

    void print(Inspection found) {
        print(found.repeats());
        LabelNoise noise = found.noise();
        if (noise != null) {
            noise.suspects().forEach(this::print);
        }
        OtherData against = found.against();
        if (against != null) {
            print(against.repeats());
        }
    }

    private void print(Repeats repeats) {
        print("prompt", repeats.prompts().exact());
        print("prompt", repeats.prompts().near());
        print("answer", repeats.answers().exact());
        print("answer", repeats.answers().near());
    }

    private void print(String what, List<Finding> findings) {
        for (Finding finding : findings) {
            console.result(finding.origin() + ": " + what
                    + (finding.similarity() == 1 && finding.estimated() == 1
                            ? " stands in "
                            : " nearly stands (" + Numbers.decimal(finding.similarity(), 2) + ", estimated "
                                    + Numbers.decimal(finding.estimated(), 2) + ") in ")
                    + finding.other());
        }
    }

    private void print(Suspect suspect) {
        console.result(suspect.origin() + ": label probably flipped, p = "
                + (suspect.flipped() > CERTAIN ? "above 0.99" : Numbers.decimal(suspect.flipped(), 2)));
    }
}
