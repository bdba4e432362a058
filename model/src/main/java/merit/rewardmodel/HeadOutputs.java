package merit.rewardmodel;

import org.jspecify.annotations.Nullable;

/** What a head's outputs are, and how likely answers tie by them. Owns the tie parameter. */
final class HeadOutputs implements AutoCloseable {
    private final ModelParts parts;
    private final int count;
    private final TieParameter ties = new TieParameter();
    private volatile @Nullable Objectives objectives;

    HeadOutputs(ModelParts parts, int count) {
        this.parts = parts;
        this.count = count;
    }

    /** What was said of them; of a classifier that was made elsewhere its labels. Any thread. */
    Objectives objectives() {
        Objectives given = objectives;
        if (given != null) {
            return given;
        }
        return count == 1
                ? Objectives.REWARD
                : Objectives.firstOf(parts.configFile().labels(count));
    }

    /** Any thread. */
    void are(Objectives outputs) {
        if (outputs.parts().size() != count) {
            throw new IllegalArgumentException(
                    "objectives: found " + outputs.names() + ", need " + count + ", one for each output of the head");
        }
        objectives = outputs;
    }

    TieParameter ties() {
        return ties;
    }

    @Override
    public void close() {
        ties.close();
    }
}
