package merit.serving.dialect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import merit.scoring.Score;
import merit.scoring.ScoreInput;

/**
 * Text Embeddings Inference's {@code POST /predict}: a text, a pair of texts, or a list of either, to labels with scores, the highest
 * first. A text alone stands as it is; a pair is a prompt and a response.
 */
final class Predict {
    private Predict() {}

    record Prediction(double score, String label) {}

    static Question read(Body body, Conventions conventions) {
        boolean batch = body.isList("inputs") && !body.isListOfTexts("inputs");
        List<List<String>> sequences = batch ? body.lists("inputs") : List.of(body.texts("inputs"));
        List<ScoreInput> inputs = new ArrayList<>();
        for (List<String> sequence : sequences) {
            inputs.add(input(sequence));
        }
        Activation activation = TextRerank.activation(body, conventions);
        return Question.of(body, inputs, scored -> {
                    List<List<Prediction>> all = scored.scores().stream()
                            .map(score -> predictions(score, activation))
                            .toList();
                    return batch ? all : all.get(0);
                })
                .withWhole(TextRerank.whole(body));
    }

    private static ScoreInput input(List<String> sequence) {
        return switch (sequence.size()) {
            case 1 -> new ScoreInput.Text(sequence.get(0), null, true);
            case 2 -> ScoreInput.of(sequence.get(0), sequence.get(1));
            default ->
                throw WireException.invalid(
                        "\"inputs\": found a list of " + sequence.size() + " texts, need one text or a pair");
        };
    }

    private static List<Prediction> predictions(Score score, Activation activation) {
        List<Double> values = activation.ofAll(score);
        List<String> labels = Labels.of(score);
        List<Prediction> predictions = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            predictions.add(new Prediction(values.get(i), labels.get(i)));
        }
        predictions.sort(Comparator.comparingDouble(Prediction::score).reversed());
        return predictions;
    }
}
