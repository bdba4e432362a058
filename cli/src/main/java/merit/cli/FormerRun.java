package merit.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import merit.encoding.EncodingConfig;
import merit.rewardmodel.Objectives;
import merit.rewardmodel.RewardModel;
import merit.rewardmodel.RewardModelFolder;
import merit.training.TrainingConfig;
import merit.training.TrainingMethod;

/** A trained model that a new run begins with: how it reads texts belongs to it. */
final class FormerRun {
    private FormerRun() {}

    /** The same configuration, with what belongs to a model that training goes on from. */
    static TrainingConfig settings(Path run, TrainingConfig config, TrainingFlags flags) throws IOException {
        try (RewardModel model = RewardModelFolder.open(run)) {
            EncodingConfig saved = model.encoder().config();
            Map<String, Object> fixed = new LinkedHashMap<String, Object>(Map.of(
                    "template", saved.template().asked(),
                    "max_length", saved.maxLength(),
                    "truncation", saved.truncation(),
                    "pooling", model.pooling(),
                    "head_kind", model.headKind()));
            Objectives objectives = model.objectives();
            if (config.probe().method() == TrainingMethod.PROBE) {
                fixed.keySet().removeAll(Set.of("pooling", "head_kind")); // it gets another head
            }
            boolean one = objectives.equals(Objectives.REWARD);
            fixed.put("objectives", one ? "" : String.join(",", objectives.names()));
            fixed.put("objective_loss", Objects.requireNonNull(objectives.loss()));
            TrainingConfig merged = config;
            for (Map.Entry<String, Object> entry : fixed.entrySet()) {
                merged = merged.with(entry.getKey(), entry.getValue());
                if (flags.isGiven(entry.getKey()) && !merged.equals(config)) {
                    String has = entry.getValue().toString().toLowerCase(Locale.ROOT);
                    throw new UsageException("--" + entry.getKey().replace('_', '-') + ": " + run + " was trained with "
                            + (has.isEmpty() ? "one reward" : has)
                            + ", and goes on with it; leave the option out.");
                }
                config = merged;
            }
            return merged;
        }
    }
}
