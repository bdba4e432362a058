package merit.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import merit.rewardmodel.RewardModel;
import merit.rewardmodel.RewardModelFolder;
import merit.rewardmodel.StagedFolder;

/** The {@code checkpoint-N} folders of a run: each a whole reward model, with all that the run needs to go on from it. */
final class Checkpoints {
    private static final String PREFIX = "checkpoint-";

    private final Path run;
    private final int limit;
    private final List<Integer> saved = new ArrayList<>();

    /** @param limit how many to keep; 0 keeps all */
    Checkpoints(Path run, int limit) {
        this.run = run;
        this.limit = limit;
    }

    Path folder(int step) {
        return run.resolve(PREFIX + step);
    }

    /**
     * Deletes what a former run left.
     *
     * @param base the folder that this run's model was read from, which stays, or a bundled model's name
     */
    void deleteFormer(String base) throws IOException {
        Path read = Path.of(base);
        Path kept = Files.exists(read) ? read.toRealPath() : read;
        for (int step : steps()) {
            if (!kept.startsWith(folder(step).toRealPath())) {
                StagedFolder.delete(folder(step));
            }
        }
    }

    /** Saves the model as it is after this step, then deletes this run's oldest beyond the limit, but never the best. */
    Path save(int step, RewardModel model, RewardModelFolder.Companions companions, Optional<Integer> best)
            throws IOException {
        RewardModelFolder.save(model, folder(step), companions);
        saved.add(step);
        if (limit > 0) {
            List<Integer> old = saved.stream()
                    .filter(s -> s != step && !best.equals(Optional.of(s)))
                    .toList();
            int kept = saved.size() - old.size();
            for (Integer s : old.subList(0, Math.max(0, old.size() - Math.max(0, limit - kept)))) {
                StagedFolder.delete(folder(s));
                saved.remove(s);
            }
        }
        return folder(step);
    }

    /** Takes a checkpoint that is there for one of this run. */
    void adopt(int step) {
        saved.add(step);
    }

    /** The steps that have a whole checkpoint, in order. */
    List<Integer> steps() throws IOException {
        return begun().stream()
                .filter(step -> RewardModelFolder.isSaved(folder(step)))
                .toList();
    }

    /** The steps that have a checkpoint, half written ones too, in order. */
    List<Integer> begun() throws IOException {
        if (!Files.isDirectory(run)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(run)) {
            return entries.map(entry -> String.valueOf(entry.getFileName()))
                    .filter(name -> name.matches(PREFIX + "\\d+"))
                    .map(name -> Integer.valueOf(name.substring(PREFIX.length())))
                    .sorted(Comparator.naturalOrder())
                    .toList();
        }
    }
}
