package merit.training;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import merit.dialogue.Conversation;
import merit.encoding.Overlong;
import merit.encoding.TokenRow;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import merit.preference.DropReason;
import merit.preference.ObjectiveLabels;

/** Encodes graded answers on all cores, and leaves out those that no objective grades, or that are longer than asked for. */
final class GradeEncoder {
    private final RowSource source;
    private final Overlong overlong;
    private final ObjectivesConfig objectives;
    private final Map<DropReason, Long> dropped = new EnumMap<>(DropReason.class);

    GradeEncoder(RowSource source, Overlong overlong, ObjectivesConfig objectives) {
        this.source = source;
        this.overlong = overlong;
        this.objectives = objectives;
    }

    /** What is left of these answers. */
    GradedRows encode(List<CandidateSet> sets) {
        List<Conversation> conversations = new ArrayList<>();
        sets.forEach(set -> set.candidates()
                .forEach(candidate -> conversations.add(set.prompt().answered(candidate.response()))));
        List<TokenRow> rows = source.rows(conversations);
        Map<TokenRow, Integer> distinct = new LinkedHashMap<>();
        List<GradedRows.Answer> answers = new ArrayList<>();
        List<GradedRows.Grade> grades = new ArrayList<>();
        int next = 0;
        for (int place = 0; place < sets.size(); place++) {
            CandidateSet set = sets.get(place);
            for (Candidate candidate : set.candidates()) {
                TokenRow row = rows.get(next++);
                List<GradedRows.Grade> own = grades(candidate, answers.size());
                if (own.isEmpty()) {
                    drop(DropReason.NO_GRADE);
                } else if (!overlong.keeps(List.of(row))) {
                    drop(DropReason.TOO_LONG);
                } else {
                    distinct.putIfAbsent(row, distinct.size());
                    answers.add(new GradedRows.Answer(
                            set, place, candidate, distinct.getOrDefault(row, -1), grades.size(), own.size()));
                    grades.addAll(own);
                }
            }
        }
        return new GradedRows(List.copyOf(distinct.keySet()), List.copyOf(answers), List.copyOf(grades));
    }

    private List<GradedRows.Grade> grades(Candidate candidate, int answer) {
        List<GradedRows.Grade> grades = new ArrayList<>();
        List<String> names = objectives.names();
        for (int output = 0; output < names.size(); output++) {
            Double value = ObjectiveLabels.grade(candidate, names.get(output));
            float weight = (float) objectives.lossWeight(names.get(output));
            if (value != null && weight > 0) {
                grades.add(new GradedRows.Grade(answer, names.get(output), output, value, weight));
            }
        }
        return grades;
    }

    /** Answers left out so far, by reason. */
    Map<DropReason, Long> dropped() {
        return new EnumMap<>(dropped);
    }

    private void drop(DropReason reason) {
        dropped.merge(reason, 1L, Long::sum);
    }
}
