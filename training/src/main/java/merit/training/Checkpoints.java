package merit.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import merit.rewardmodel.RewardModel;
import merit.rewardmodel.RewardModelFolder;
import merit.rewardmodel.StagedFolder;

/** The {@code checkpoint-N} folders of a run: each a whole reward model with the optimizer's state beside it. */
final class Checkpoints {
    private static final String PREFIX = "checkpoint-";

    private final Path run;
    private final int limit;

    /** @param limit how many to keep; 0 keeps all */
    Checkpoints(Path run, int limit) {
        this.run = run;
        this.limit = limit;
    }

    Path folder(int step) {
        return run.resolve(PREFIX + step);
    }

    /** Saves the model as it is after this step, then deletes the oldest beyond the limit, but never the best. */
    Path save(int step, RewardModel model, RewardModelFolder.Companions companions, Optional<Integer> best)
            throws IOException {
        RewardModelFolder.save(model, folder(step), companions);
        if (limit > 0) {
            List<Integer> steps = steps();
            List<Integer> old = steps.stream()
                    .filter(s -> s != step && !best.equals(Optional.of(s)))
                    .toList();
            int kept = steps.size() - old.size();
            for (int s : old.subList(0, Math.max(0, old.size() - Math.max(0, limit - kept)))) {
                StagedFolder.delete(folder(s));
            }
        }
        return folder(step);
    }

    /** The steps that have a whole checkpoint, in order. */
    List<Integer> steps() throws IOException {
        if (!Files.isDirectory(run)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(run)) {
            return entries.filter(RewardModelFolder::isSaved)
                    .map(entry -> String.valueOf(entry.getFileName()))
                    .filter(name -> name.matches(PREFIX + "\\d+"))
                    .map(name -> Integer.valueOf(name.substring(PREFIX.length())))
                    .sorted(Comparator.naturalOrder())
                    .toList();
        }
    }
}
