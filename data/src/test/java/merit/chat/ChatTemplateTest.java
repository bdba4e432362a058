package merit.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import merit.dialogue.Conversation;
import merit.dialogue.Message;
import merit.dialogue.Role;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.ObjectMapper;

/** Jinja as transformers renders it: see {@code witness/chat_golden.py}. */
class ChatTemplateTest {
    private static final Golden GOLDEN = golden();
    private static final Map<String, String> TOKENS = Map.of("bos_token", "<s>", "eos_token", "</s>");
    private static final LocalDateTime CLOCK = LocalDateTime.of(2024, 7, 26, 13, 5, 9);
    private static final Conversation CHAT = new Conversation(List.of(
            new Message(Role.SYSTEM, "Be good."), Message.user("  <b>why</b> \n"), Message.assistant(" Because. ")));

    record Golden(Map<String, List<Turn>> conversations, List<Construct> templates) {
        Conversation conversation(String name) {
            return new Conversation(Objects.requireNonNull(conversations.get(name), name).stream()
                    .map(turn -> new Message(Role.of(turn.role()), turn.content()))
                    .toList());
        }
    }

    record Turn(String role, String content) {}

    record Construct(String name, String template, Map<String, @Nullable String> rendered) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Golden golden() {
        try (InputStream in = ChatTemplateTest.class.getResourceAsStream("golden-jinja.json")) {
            return new ObjectMapper().readValue(Objects.requireNonNull(in), Golden.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<Construct> constructs() {
        return GOLDEN.templates().stream();
    }

    @ParameterizedTest
    @MethodSource("constructs")
    @Tag("golden")
    void everyConstructIsRenderedAsTransformersDoesOrRefusedAsIt(Construct construct) {
        Map<String, @Nullable String> found = new HashMap<>();
        for (String name : construct.rendered().keySet()) {
            try {
                found.put(name, rendered(construct.template(), GOLDEN.conversation(name)));
            } catch (ChatTemplateException refused) {
                found.put(name, null);
            }
        }
        assertThat(found).isEqualTo(construct.rendered());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ messages }}",
                "{{ [1] }}",
                "{{ 1, 2 }}",
                "{{ 'a%s' % 'b' }}",
                "{{ 'a{}'.format(1) }}",
                "{{ '<' | e }}",
                "{{ '<' | safe }}",
                "{{ [2, 1] | sort }}",
                "{{ 'ab' is upper }}",
                "{{ \"they're\" | title }}",
                "{% with a = 1 %}{% endwith %}",
                "{% call f() %}{% endcall %}",
                "{% filter upper %}{% endfilter %}",
                "{% include 'x' %}",
                "{% for a in [[1]] recursive %}{% endfor %}",
                "{{ cycler(1) }}",
                "{{ 2 ** 80 }}",
                "{{ 1e20 }}",
                "{% for m in messages %}{{ loop.depth }}{% endfor %}",
                "{{ {'a': 1} | tojson(sort_keys=true) }}",
                "{{ {'a': 1}.pop('a') }}",
                "{{ strftime_now('%c') }}",
            })
    void whatIsNotKnownIsRefusedByNameAndNeverGuessed(String template) {
        assertThatThrownBy(() -> rendered(template, CHAT))
                .isInstanceOf(ChatTemplateException.class)
                .hasMessageContaining("not known here; need a template without it");
    }

    @Test
    void aByWayThatNoConversationTakesMayHoldAnyJinja() {
        assertThat(rendered("{% if tools %}{{ tools | xmlattr | sort }}{{ x.y.format() }}{% endif %}ok", CHAT))
                .isEqualTo("ok");
    }

    @Test
    void whatTheTemplateRefusesIsSaidInItsWords() {
        assertThatThrownBy(() -> rendered("{{ raise_exception('no system here') }}", CHAT))
                .hasMessageStartingWith("the chat template refuses the conversation: no system here");
    }

    @Test
    void aMistakeIsSaidWithItsLine() {
        assertThatThrownBy(() -> ChatTemplate.of("a\n{{ 'b'\n | nosuch }}"))
                .hasMessage("chat template, line 3: found the filter nosuch, which Jinja does not have");
        assertThatThrownBy(() -> ChatTemplate.of("a\n\n{% if x %}"))
                .hasMessageStartingWith("chat template, line 3: found the end of the template");
    }

    /** P stands for a character of an earlier message, R for one of the last, a dot for the template's. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '@',
            quoteCharacter = '`',
            value = {
                "[{{ messages[1].content | trim }}] @ .PPPPPPPPPP.",
                "{{ messages[2]['content'].strip().upper() ~ '!' }} @ RRRRRRRR.",
                "{{ messages[1].content.split('>')[1] }} @ PPPPPP",
                "{{ messages[1].content.strip().replace('why', '????') }} @ PPP....PPPP",
                "{{ messages[2].content[1:4] + messages[0].content[-2:] }} @ RRRPP",
                "{{ messages | map(attribute='content') | map('trim') | join('|') }} @ PPPPPPPP.PPPPPPPPPP.RRRRRRRR",
                "{% set x %}<{{ messages[2].content }}>{% endset %}{{ x }} @ .RRRRRRRRRR.",
                "{% macro f(t) %}[{{ t }}]{% endmacro %}{{ f(messages[0].content) }} @ .PPPPPPPP.",
                "{{ messages[2].role + messages[2].content | trim | tojson }} @ ..........RRRRRRRR.",
            })
    void everyCharacterStaysWhoseItIsWhateverTheTemplateDoes(String template, String origins) {
        Text text = ChatTemplate.of(template).render(CHAT, TOKENS);
        StringBuilder found = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            found.append(
                    switch (text.origin(i)) {
                        case TEMPLATE -> '.';
                        case PROMPT -> 'P';
                        case RESPONSE -> 'R';
                    });
        }
        assertThat(found).hasToString(origins);
    }

    @Test
    void aFixedClockStandsInTheTemplateItself() {
        ChatTemplate fixed = ChatTemplate.of("\n{{ strftime_now('%d %b %Y') }}, {{ strftime_now(\"%H:%M\") }}")
                .fixed(CLOCK);
        assertThat(fixed.render(CHAT, TOKENS)).hasToString("\n26 Jul 2024, 13:05");
        assertThat(fixed.fixedDates()).containsExactly("26 Jul 2024", "13:05");
        assertThat(fixed.source())
                .startsWith("{% set strftime_now = {'%d %b %Y': '26 Jul 2024', '%H:%M': '13:05'}.get %}\n\n{{");
        assertThat(fixed.fixed(CLOCK.plusDays(1)).source()).isEqualTo(fixed.source());
        assertThat(ChatTemplate.of("no date").fixed(CLOCK).source()).isEqualTo("no date");
    }

    @Test
    void aClockThatIsAskedForSomethingComputedIsRefused() {
        ChatTemplate computed = ChatTemplate.of("{% set f = '%d' %}{{ strftime_now(f) }}");
        assertThatThrownBy(() -> computed.fixed(CLOCK)).hasMessageContaining("strftime_now with a computed format");
    }

    private static String rendered(String template, Conversation conversation) {
        return ChatTemplate.of(template).render(conversation, TOKENS).toString();
    }
}
