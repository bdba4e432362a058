package merit.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import merit.preference.CandidateSet;
import merit.preference.ObjectiveLabels;
import merit.rewardmodel.ObjectiveLoss;
import merit.rewardmodel.Objectives;

/**
 * Which objectives get an output of their own. Labels of other objectives teach nothing, and an output learns only from labels of
 * its own objective, so rows may be labelled by some and not by others.
 *
 * @param objectives names with commas, or {@code all} that the data have; empty for one output that learns from every judgement
 * @param objectiveLoss what the outputs learn from
 * @param lossWeights {@code name=number} with commas: what each label of an objective counts, 1 where it is not named. The loss is
 *     the mean over labels, so an objective with more labels moves the backbone more
 * @param scoreWeights likewise: of each output in the score, 0 where it is not named; empty for equal parts that sum to 1
 */
public record ObjectivesConfig(
        String objectives, ObjectiveLoss objectiveLoss, String lossWeights, String scoreWeights) {
    /** All that the data have. */
    public static final String ALL = "all";

    /** One output that learns from every judgement. */
    public static final ObjectivesConfig DEFAULT = new ObjectivesConfig("", ObjectiveLoss.PAIRWISE, "", "");

    public ObjectivesConfig {
        List<String> names = split(objectives);
        if (Set.copyOf(names).size() != names.size()) {
            throw new IllegalArgumentException("objectives: found " + objectives + ", need names that differ");
        }
        checkWeights("loss_weights", weights("loss_weights", lossWeights), names);
        checkWeights("score_weights", weights("score_weights", scoreWeights), names);
        if (weights("loss_weights", lossWeights).values().stream().anyMatch(weight -> weight < 0)) {
            throw new IllegalArgumentException("loss_weights: found " + lossWeights + ", need numbers from 0");
        }
    }

    /** The names, in the order of the outputs; none where one output learns from every judgement. */
    List<String> names() {
        return split(objectives);
    }

    /** Whether one output learns from every judgement. */
    boolean isOneReward() {
        return names().isEmpty();
    }

    /** What is counted where it is not pairs, after a space: judgements of which a pair may have several, or grades. */
    public String unit() {
        return isOneReward() ? "" : objectiveLoss == ObjectiveLoss.REGRESSION ? " grades" : " judgements";
    }

    /** The output of an objective, from 0; -1 where it has none. */
    int output(String objective) {
        return isOneReward() ? 0 : names().indexOf(objective);
    }

    /** What a label of an objective counts in the loss. */
    double lossWeight(String objective) {
        return weights("loss_weights", lossWeights).getOrDefault(objective, 1.0);
    }

    /** The outputs of a new model. */
    Objectives toObjectives() {
        List<String> names = names();
        if (names.equals(List.of(ALL))) {
            throw new IllegalArgumentException(
                    "objectives: found all, need the names; take those that the data have" + " with TrainingConfig.of");
        }
        if (names.isEmpty()) {
            if (!equals(DEFAULT)) {
                throw new IllegalArgumentException(
                        "objective_loss, loss_weights, score_weights: found one of them and no"
                                + " objectives; name these, e.g. objectives helpful,harmless, or leave it out");
            }
            return Objectives.REWARD;
        }
        Map<String, Double> given = weights("score_weights", scoreWeights);
        double usual = given.isEmpty() ? 1.0 / names.size() : 0;
        return new Objectives(
                names.stream()
                        .map(name -> Objectives.Part.weighted(name, given.getOrDefault(name, usual)))
                        .toList(),
                objectiveLoss);
    }

    /**
     * A model's outputs with the weights that are asked for; those of a model that has learnt before stay where none are.
     *
     * @throws IllegalArgumentException where the model has other outputs
     */
    Objectives asked(Objectives ofModel) {
        Objectives wanted = toObjectives();
        if (!wanted.names().equals(ofModel.names()) || wanted.loss() != ofModel.loss()) {
            throw new IllegalArgumentException("objectives: found " + String.join(", ", wanted.names()) + " ("
                    + wanted.loss() + "), need those of the model: " + String.join(", ", ofModel.names()) + " ("
                    + ofModel.loss() + ")");
        }
        List<Objectives.Part> parts = new ArrayList<>();
        for (int i = 0; i < ofModel.parts().size(); i++) {
            Objectives.Part has = ofModel.parts().get(i);
            double weight = scoreWeights.isEmpty()
                    ? has.weight()
                    : wanted.parts().get(i).weight();
            parts.add(new Objectives.Part(has.name(), weight, has.mean(), has.deviation()));
        }
        return new Objectives(parts, ofModel.loss());
    }

    /**
     * The same with {@code all} replaced by what the data have.
     *
     * @throws IllegalArgumentException where the data say nothing of an objective
     */
    ObjectivesConfig of(List<CandidateSet> data) {
        if (isOneReward()) {
            return this;
        }
        boolean graded = objectiveLoss == ObjectiveLoss.REGRESSION;
        List<String> found = graded ? ObjectiveLabels.graded(data) : ObjectiveLabels.judged(data);
        List<String> names = names().equals(List.of(ALL)) ? found : names();
        List<String> missing = new ArrayList<>(names);
        missing.removeIf(name -> ObjectiveLabels.says(data, name, graded));
        if (names.isEmpty() || !missing.isEmpty()) {
            throw new IllegalArgumentException("objectives: found no "
                    + (graded ? "grades" : "judgements and no grades that differ") + " of "
                    + (missing.isEmpty() ? "any" : String.join(", ", missing)) + "; the data have "
                    + (found.isEmpty() ? "none" : String.join(", ", found)));
        }
        return new ObjectivesConfig(String.join(",", names), objectiveLoss, lossWeights, scoreWeights);
    }

    private static List<String> split(String names) {
        return Arrays.stream(names.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /** Numbers by name, {@code name=number} with commas, in their order. */
    static Map<String, Double> weights(String option, String text) {
        Map<String, Double> weights = new LinkedHashMap<>();
        for (String entry : split(text)) {
            int equals = entry.lastIndexOf('=');
            try {
                double weight = Double.parseDouble(entry.substring(equals + 1));
                if (equals > 0 && Double.isFinite(weight)) {
                    weights.put(entry.substring(0, equals).strip(), weight);
                    continue;
                }
            } catch (NumberFormatException e) {
                // said below
            }
            throw new IllegalArgumentException(
                    option + ": found \"" + entry + "\", need name=number, e.g. helpful=1,harmless=0.5");
        }
        return weights;
    }

    private static void checkWeights(String option, Map<String, Double> weights, List<String> names) {
        if (names.isEmpty() || names.equals(List.of(ALL))) {
            return;
        }
        for (String name : weights.keySet()) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException(
                        option + ": found \"" + name + "\", need one of the objectives " + String.join(", ", names));
            }
        }
    }
}
