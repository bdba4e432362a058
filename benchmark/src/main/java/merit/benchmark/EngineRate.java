package merit.benchmark;

import java.util.ArrayList;
import java.util.List;
import merit.scoring.ScoreInput;
import merit.scoring.Scorer;

/** What a scorer in this process gives of the rows of a load, without HTTP: no server on this machine can give more. */
final class EngineRate {
    private static final int ROWS_OF_A_CALL = 256;

    private EngineRate() {}

    /** Rows a second, over some time. */
    static double of(Scorer scorer, LoadTexts texts, double seconds) {
        long rows = 0;
        long began = System.nanoTime();
        while (System.nanoTime() - began < seconds * 1e9) {
            List<ScoreInput> inputs = new ArrayList<>();
            while (inputs.size() < ROWS_OF_A_CALL) {
                LoadTexts.Texts next = texts.next();
                next.answers().forEach(answer -> inputs.add(ScoreInput.of(next.prompt(), answer)));
            }
            scorer.score(inputs);
            rows += inputs.size();
        }
        return rows * 1e9 / (System.nanoTime() - began);
    }
}
