package merit.preference.synthetic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DomainFilesTest {
    static List<Domain> domains() {
        return DomainFiles.open().domains();
    }

    @ParameterizedTest
    @MethodSource("domains")
    void everyPlaceInATemplateHasAValue(Domain domain) {
        Dice dice = new Dice(1);
        for (Question question : Question.every(domain, List.of(""), 1)) {
            for (int i = 0; i < 20; i++) {
                Binding binding = question.next(dice);
                if (binding == null) {
                    break;
                }
                assertThat(question.prompt(binding)).doesNotContain("{").doesNotContain("}");
                for (Template answer : answers(question.form())) {
                    assertThat(answer.fill(binding.values())).doesNotContain("{");
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("domains")
    void everyQuestionHasAWrongAnswerAndMostOneWithAWordExchanged(Domain domain) {
        DomainQuestions questions = new DomainQuestions(domain, List.of(""), 1);
        int unswapped = 0;
        for (int i = 0; i < 200; i++) {
            Dice dice = Dice.of(1, i);
            Answers answers = questions.next(dice).answers(dice);
            assertThat(answers.wrong()).isNotNull();
            unswapped += answers.swapped() == null ? 1 : 0;
        }
        assertThat(unswapped).as(domain.name()).isBetween(0, exchangeable(domain) ? 0 : 150);
    }

    /** Whether every right answer of the domain has something to exchange. */
    private static boolean exchangeable(Domain domain) {
        return domain.forms().stream()
                .allMatch(form -> form.right().stream()
                        .allMatch(template -> form.swap().stream().anyMatch(template.slots()::contains)));
    }

    @ParameterizedTest
    @MethodSource("domains")
    void whatAFormExchangesStandsInItsAnswers(Domain domain) {
        for (Form form : domain.forms()) {
            Set<String> places = new HashSet<>();
            form.right().forEach(template -> places.addAll(template.slots()));
            assertThat(places).as("%s: %s", domain.name(), form.right()).containsAll(form.swap());
            if (form.wrong().isEmpty()) {
                assertThat(form.answer())
                        .as("%s: %s", domain.name(), form.right())
                        .isNotEmpty();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("domains")
    void aTableHasNoRowTwice(Domain domain) {
        for (Map.Entry<String, Table> table : domain.tables().entrySet()) {
            assertThat(table.getValue().rows())
                    .as("%s: %s", domain.name(), table.getKey())
                    .doesNotHaveDuplicates();
        }
    }

    private static List<Template> answers(Form form) {
        return Stream.concat(form.right().stream(), form.wrong().stream()).toList();
    }
}
