package merit.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import merit.dialogue.Conversation;
import merit.dialogue.Message;
import merit.dialogue.Role;
import org.junit.jupiter.api.Test;

class PromptTemplateTest {
    private static final Conversation SHORT = Conversation.of("P", "R");
    private static final Conversation LONG = new Conversation(List.of(
            new Message(Role.SYSTEM, "s"),
            Message.user("a"),
            Message.assistant("b"),
            Message.user("c"),
            Message.assistant("R")));

    @Test
    void theNamedTemplatesReadAsPublished() {
        assertThat(text(PromptTemplate.PAIR, SHORT)).isEqualTo("P|R");
        assertThat(text(PromptTemplate.PLAIN, SHORT)).isEqualTo("P R|");
        assertThat(text(PromptTemplate.PROMPT_ANSWER, SHORT)).isEqualTo("### Prompt:\nP\n\n### Answer:\nR|");
        assertThat(text(PromptTemplate.HUMAN_ASSISTANT, SHORT)).isEqualTo("\n\nHuman: P\n\nAssistant: R|");
        assertThat(text(PromptTemplate.RASPUNS, SHORT)).isEqualTo("P\n\nR\u0103spuns: R|");
    }

    @Test
    void severalTurnsAreLabelled() {
        assertThat(text(PromptTemplate.PAIR, LONG)).isEqualTo("System: s\n\nHuman: a\n\nAssistant: b\n\nHuman: c|R");
        assertThat(text(PromptTemplate.HUMAN_ASSISTANT, Conversation.of("a", "b")))
                .isEqualTo("\n\nHuman: a\n\nAssistant: b|");
    }

    @Test
    void aTranscriptIsWrittenAsItWasPublished() {
        Conversation transcript = new Conversation(LONG.messages().subList(1, 5));
        assertThat(text(PromptTemplate.HUMAN_ASSISTANT, transcript))
                .isEqualTo("\n\nHuman: a\n\nAssistant: b\n\nHuman: c\n\nAssistant: R|");
    }

    @Test
    void nobodyElsesTurnIsPresentedAsTheUsers() {
        for (Conversation conversation :
                List.of(LONG, new Conversation(List.of(new Message(Role.SYSTEM, "s"), Message.assistant("R"))))) {
            assertThatThrownBy(() -> PromptTemplate.HUMAN_ASSISTANT.renderFirst(conversation))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "template human-assistant: found a prompt that begins with a turn of the system, need one"
                                    + " of the user, as the template labels it so; take another template, such as pair");
        }
        assertThat(text(PromptTemplate.HUMAN_ASSISTANT, new Conversation(List.of(Message.assistant("R")))))
                .isEqualTo("\n\nHuman: \n\nAssistant: R|");
    }

    @Test
    void segmentsSayWhoseWordsTheyAre() {
        assertThat(PromptTemplate.PROMPT_ANSWER.renderFirst(SHORT))
                .extracting(Segment::tag)
                .containsExactly(Segment.Tag.FIXED, Segment.Tag.PROMPT, Segment.Tag.FIXED, Segment.Tag.RESPONSE);
    }

    @Test
    void placeholdersInAMessageAreText() {
        assertThat(text(PromptTemplate.PLAIN, Conversation.of("{response}", "{prompt}")))
                .isEqualTo("{response} {prompt}|");
    }

    @Test
    void aTemplateSurvivesSaving() {
        PromptTemplate own = PromptTemplate.of("Q: {prompt} A: {response}!");
        assertThat(PromptTemplate.ofMap(own.toMap())).isEqualTo(own);
        for (PromptTemplate named : PromptTemplate.NAMED) {
            assertThat(PromptTemplate.ofMap(named.toMap())).isEqualTo(named);
            assertThat(PromptTemplate.of(named.name())).isEqualTo(named);
        }
    }

    @Test
    void wrongPlaceholdersAreRefused() {
        assertThatThrownBy(() -> PromptTemplate.of("{prompt} {answer}"))
                .hasMessageContaining("found placeholders [prompt, answer], need {prompt} and {response}, once each");
        assertThatThrownBy(() -> PromptTemplate.of("{prompt}{prompt}{response}"))
                .hasMessageContaining("once each");
        assertThatThrownBy(() -> PromptTemplate.of("chatml")).hasMessageContaining("need one of pair, plain");
        assertThatThrownBy(() -> PromptTemplate.ofMap(Map.of("name", "x"))).hasMessageContaining("no \"first\"");
    }

    private static String text(PromptTemplate template, Conversation conversation) {
        return join(template.renderFirst(conversation)) + "|" + join(template.renderSecond(conversation));
    }

    private static String join(List<Segment> segments) {
        return segments.stream().map(Segment::text).collect(Collectors.joining());
    }
}
