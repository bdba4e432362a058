package merit.cli;

import merit.training.TrainingEvent;

/** What a run says before it writes the states that its trained layers begin with. */
final class StatesText {
    private StatesText() {}

    static String of(TrainingEvent.KeepingStates states) {
        boolean one = states.block() == 1;
        String layers =
                (one ? "the frozen layer" : "the " + states.block() + " frozen layers") + " of " + states.blocks();
        String rows = Numbers.count(states.rows(), "row");
        int known = states.rows() - states.missing();
        return "  " + layers + (one ? " reads" : " read") + " each of " + rows + " once"
                + (known == 0 ? "" : ", " + Numbers.count(known) + " of them known") + ": "
                + Numbers.bytes(states.bytes()) + (known == 0 ? "" : " more") + " in " + states.file()
                + (states.kept() ? "" : " until the run ends");
    }
}
