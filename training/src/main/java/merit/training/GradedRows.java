package merit.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import merit.dialogue.Conversation;
import merit.encoding.TokenRow;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import merit.rewardmodel.Objectives;

/**
 * Graded answers as the engine sees them. An item is an answer, a label one of its grades.
 *
 * @param rows the distinct rows
 * @param answers the items
 * @param grades the labels, answer by answer
 */
record GradedRows(List<TokenRow> rows, List<Answer> answers, List<Grade> grades) implements Lessons {
    /**
     * An answer to a prompt.
     *
     * @param place of its set among those of its side
     * @param row index of its row
     * @param firstGrade index of its first grade
     * @param gradeCount how many follow one another
     */
    record Answer(CandidateSet set, int place, Candidate candidate, int row, int firstGrade, int gradeCount) {}

    /**
     * One grade.
     *
     * @param answer index of what was graded
     * @param output that learns from it
     * @param weight in the loss
     */
    record Grade(int answer, String objective, int output, double value, float weight) {}

    /** Outputs of every two answers to one prompt that an objective grades differently. */
    @SuppressWarnings("ArrayRecordComponent") // neither compared nor kept
    record Compared(float[] better, float[] worse) {}

    @Override
    public int size() {
        return grades.size();
    }

    int rowOf(int label) {
        return answers.get(grades.get(label).answer).row;
    }

    @Override
    public int[] rowsOf(int label) {
        return new int[] {rowOf(label)};
    }

    @Override
    public List<int[]> byPrompt() {
        Map<Conversation, List<Integer>> prompts = new LinkedHashMap<>();
        for (int a = 0; a < answers.size(); a++) {
            prompts.computeIfAbsent(answers.get(a).set.prompt(), prompt -> new ArrayList<>())
                    .add(a);
        }
        return prompts.values().stream()
                .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
                .toList();
    }

    @Override
    public int[] labels(int[] items) {
        return IntStream.of(items)
                .mapToObj(answers::get)
                .flatMapToInt(one -> IntStream.range(one.firstGrade, one.firstGrade + one.gradeCount))
                .toArray();
    }

    @Override
    public double weight(int[] labels) {
        return labels.length;
    }

    @Override
    public CandidateSet source(int label) {
        return answers.get(grades.get(label).answer).set;
    }

    @Override
    public int place(int label) {
        return answers.get(grades.get(label).answer).place;
    }

    @Override
    public Map<String, Object> sample(int label) {
        Answer answer = answers.get(grades.get(label).answer);
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("prompt", RunRecord.messages(answer.set.prompt().messages()));
        row.put("response", answer.candidate.response());
        row.putAll(answer.candidate.attributes());
        return row;
    }

    /** @param outputs one for each of these labels */
    Compared compared(int[] labels, float[] outputs) {
        Map<Conversation, Map<Integer, List<Integer>>> alike = new LinkedHashMap<>();
        for (int l = 0; l < labels.length; l++) {
            alike.computeIfAbsent(source(labels[l]).prompt(), prompt -> new TreeMap<>())
                    .computeIfAbsent(grades.get(labels[l]).output, output -> new ArrayList<>())
                    .add(l);
        }
        List<Float> better = new ArrayList<>();
        List<Float> worse = new ArrayList<>();
        alike.values()
                .forEach(byOutput -> byOutput.values().forEach(places -> {
                    for (int one : places) {
                        for (int other : places) {
                            if (grades.get(labels[one]).value > grades.get(labels[other]).value) {
                                better.add(outputs[one]);
                                worse.add(outputs[other]);
                            }
                        }
                    }
                }));
        return new Compared(array(better), array(worse));
    }

    private static float[] array(List<Float> values) {
        float[] array = new float[values.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = values.get(i);
        }
        return array;
    }

    /** These objectives with the mean and the deviation (with n - 1) of their grades. */
    Objectives scaled(Objectives objectives) {
        List<Objectives.Part> scaled = new ArrayList<>();
        for (Objectives.Part part : objectives.parts()) {
            double[] values = grades.stream()
                    .filter(grade -> grade.objective.equals(part.name()))
                    .mapToDouble(Grade::value)
                    .toArray();
            double mean = IntStream.range(0, values.length)
                    .mapToDouble(i -> values[i])
                    .average()
                    .orElse(Double.NaN);
            double squares = IntStream.range(0, values.length)
                    .mapToDouble(i -> (values[i] - mean) * (values[i] - mean))
                    .sum();
            double deviation = Math.sqrt(squares / (values.length - 1));
            if (!(deviation > 0)) {
                throw new IllegalArgumentException("objective " + part.name() + ": found " + values.length
                        + " grades to learn from, all alike, need two or more that differ; leave it out");
            }
            scaled.add(new Objectives.Part(part.name(), part.weight(), mean, deviation));
        }
        return new Objectives(scaled, objectives.loss());
    }
}
