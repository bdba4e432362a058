package merit.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import merit.tokenizer.Tokenizer;
import org.junit.jupiter.api.Test;

class ChatLintTest {
    private static final ChatGolden GOLDEN = ChatGolden.read();
    private static final String TURN =
            "{% for m in messages %}<|start|>{{ m.role }}\n{{ m.content }}<end>\n{% endfor %}";

    @Test
    void aTemplateThatIsAsItShouldBeHasNoNotes() {
        assertThat(notes(TURN)).isEmpty();
        assertThat(notes(TURN + "{% if add_generation_prompt %}<|start|>assistant\n{% endif %}"))
                .isEmpty();
    }

    @Test
    void aStartThatTheTokenizerAddsTooIsReported() {
        assertThat(notes("{{ bos_token }}" + TURN))
                .containsExactly(
                        "the chat template writes <|bos|> at the start of a row, and the tokenizer would add it"
                                + " again: it stands there once here, and as in apply_chat_template; elsewhere tokenise the"
                                + " rendered text with add_special_tokens=False");
    }

    @Test
    void aStartThatTheTemplateWritesTwiceIsReported() {
        assertThat(notes("{{ bos_token }}<|bos|>" + TURN))
                .containsExactly("the chat template writes <|bos|> twice at the start of a row; take one out of its"
                        + " chat_template");
    }

    @Test
    void aMissingEndIsReported() {
        assertThat(notes("{% for m in messages %}<|start|>{{ m.role }}\n{{ m.content }}\n{% endfor %}"))
                .singleElement()
                .asString()
                .startsWith("the chat template writes no control token after the last turn");
        assertThat(notes("{% for m in messages %}{{ m.content }}{% if not loop.last %}<end>{% endif %}{% endfor %}"))
                .singleElement()
                .asString()
                .contains("write the end of turn there");
    }

    @Test
    void aDateIsReportedWhereItIsWrittenAndOnlyThere() {
        assertThat(notes("{{ strftime_now('in %Y') }}" + TURN))
                .singleElement()
                .asString()
                .matches(
                        "the chat template writes the date, which would change scores from day to day: it is fixed to in"
                                + " 2[0-9]{3}, here and in what is saved");
        assertThat(notes("{% if tools %}{{ strftime_now('%Y') }}{% endif %}" + TURN))
                .isEmpty();
    }

    @Test
    void aGenerationPromptThatNobodyAskedForIsReported() {
        assertThat(notes(TURN + "<|start|>assistant\n"))
                .containsExactly("the chat template asks for another answer after the last one (\"assistant\"), though"
                        + " nobody asked for a generation prompt: look after its add_generation_prompt");
        assertThat(notes(TURN + "{% if not add_generation_prompt is none %}<|start|>assistant\n{% endif %}"))
                .hasSize(1);
    }

    @Test
    void aTemplateThatWritesNoLabelsHasNoLeftOverPrompt() {
        assertThat(notes("{% for m in messages %}{{ m.content }}<end>{% endfor %}"))
                .isEmpty();
        assertThat(notes(
                        "{% for m in messages %}{{ '[' + m.content + ']' if m.role == 'user' else m.content + '<end>' }}"
                                + "{% endfor %}"))
                .isEmpty();
    }

    private static List<String> notes(String template) {
        try (Tokenizer tokenizer = GOLDEN.tokenizer("byte-level", template)) {
            return new RowEncoder(tokenizer, new EncodingConfig(PromptTemplate.CHAT, 256, Truncation.PROMPT)).notes();
        }
    }
}
