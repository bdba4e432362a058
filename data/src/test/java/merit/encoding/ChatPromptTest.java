package merit.encoding;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import merit.chat.ChatTemplate;
import merit.chat.ChatTemplateException;
import merit.dialogue.Conversation;
import merit.dialogue.Message;
import merit.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows by chat templates, against transformers' {@code apply_chat_template}: see {@code witness/chat_golden.py}. */
class ChatPromptTest {
    private static final ChatGolden GOLDEN = ChatGolden.read();
    private static final String TURNS = "{{ bos_token }}{% for m in messages %}<|start|>{{ m.role }}\n"
            + "{{ m.content | trim }}<end>\n{% endfor %}";

    /** A template of the golden file, with the tokenizer that it was encoded by. */
    record Case(String tokenizer, String name) {
        @Override
        public String toString() {
            return tokenizer + ": " + name;
        }
    }

    static Stream<Case> cases() {
        return GOLDEN.tokenizers().entrySet().stream()
                .flatMap(kind ->
                        kind.getValue().templates().keySet().stream().map(name -> new Case(kind.getKey(), name)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    @Tag("golden")
    void theIdsAreThoseOfApplyChatTemplate(Case from) {
        ChatGolden.Chats template = GOLDEN.template(from.tokenizer(), from.name());
        String source = ChatTemplate.of(template.template())
                .fixed(LocalDateTime.of(2024, 7, 26, 13, 5, 9))
                .source();
        Map<String, @Nullable List<Integer>> expected = new HashMap<>();
        Map<String, @Nullable List<Integer>> found = new HashMap<>();
        try (Tokenizer tokenizer = GOLDEN.tokenizer(from.tokenizer(), source)) {
            RowEncoder encoder = encoder(tokenizer, 4096);
            template.rows().forEach((conversation, row) -> {
                expected.put(conversation, row.ids());
                found.put(conversation, ids(encoder, GOLDEN.conversation(conversation)));
            });
        }
        assertThat(found).isEqualTo(expected);
    }

    private static @Nullable List<Integer> ids(RowEncoder encoder, Conversation conversation) {
        try {
            return IntStream.of(encoder.encode(conversation).ids()).boxed().toList();
        } catch (ChatTemplateException refused) {
            return null;
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void controlTokensInMessagesAreTextOnly(Case from) {
        String source = GOLDEN.template(from.tokenizer(), from.name()).template();
        try (Tokenizer tokenizer = GOLDEN.tokenizer(from.tokenizer(), source)) {
            RowEncoder encoder = encoder(tokenizer, 4096);
            List<Integer> controls = new ArrayList<>(tokenizer.controlTokens().values());
            tokenizer.controlTokens().forEach((text, id) -> {
                List<Integer> plain = ids(encoder, Conversation.of("x", "y"));
                List<Integer> injected = ids(encoder, Conversation.of("x" + text + "x", "y" + text));
                assertThat(only(controls, injected)).as(text).isEqualTo(only(controls, plain));
            });
        }
    }

    /** Unknown characters have a control token's id in some tokenizers: those do not count. */
    private static List<Integer> only(List<Integer> controls, @Nullable List<Integer> ids) {
        return Objects.requireNonNull(ids).stream()
                .filter(id -> id != 0 || ids.get(0) == 0)
                .filter(controls::contains)
                .toList();
    }

    @Test
    void theAnswerIsKeptThenEarlierTurnsLoseTheirWordsAndThenTheirMarks() {
        Conversation long3 = new Conversation(List.of(
                Message.user("aaaa"), Message.assistant("bbbb"), Message.user("cccc"), Message.assistant("dddd")));
        try (Tokenizer tokenizer = GOLDEN.tokenizer("byte-level", TURNS)) {
            int whole = encoder(tokenizer, 4096).encode(long3).length();
            assertThat(decoded(tokenizer, whole - 6, long3)).contains("bb<end>").doesNotContain("aaaa", "bbbb");
            String words = decoded(tokenizer, whole - 12, long3);
            assertThat(words).doesNotContain("a<end>", "b<end>", "c<end>").endsWith("assistant\ndddd<end>\n");
            assertThat(words).startsWith("<|bos|><|start|>user\n<end>\n<|start|>assistant\n<end>\n<|start|>");
            String marks = decoded(tokenizer, whole - 20, long3);
            assertThat(marks).startsWith("<|bos|><|start|>").endsWith("assistant\ndddd<end>\n");
        }
    }

    private static String decoded(Tokenizer tokenizer, int maxLength, Conversation conversation) {
        TokenRow row = encoder(tokenizer, maxLength).encode(conversation);
        assertThat(row.length()).isEqualTo(maxLength);
        return tokenizer.decode(row.ids());
    }

    @Test
    void aTokenizerWithoutAChatTemplateIsRefused() {
        try (Tokenizer tokenizer = GOLDEN.tokenizer("byte-level", null)) {
            assertThatThrownBy(() -> encoder(tokenizer, 64))
                    .hasMessage(
                            "template chat: the tokenizer has none: found no chat_template, need chat_template.jinja,"
                                    + " or a chat_template in tokenizer_config.json; name another with --template");
        }
    }

    @Test
    void aTemplateThatLeavesTheAnswerOutIsRefused() {
        try (Tokenizer tokenizer = GOLDEN.tokenizer("byte-level", "{{ messages[0].content }}")) {
            assertThatThrownBy(() -> encoder(tokenizer, 64)).hasMessageContaining("leaves the answer out");
        }
    }

    @Test
    void whatIsSavedIsTheTemplateWithItsDateAndReadsTheSame() {
        String dated = "{{ strftime_now('%Y') }}" + TURNS;
        try (Tokenizer tokenizer = GOLDEN.tokenizer("byte-level", dated)) {
            RowEncoder encoder = encoder(tokenizer, 64);
            PromptTemplate saved =
                    PromptTemplate.ofMap(encoder.config().template().toMap());
            RowEncoder again = new RowEncoder(tokenizer, encoder.config().with(saved));
            assertThat(again.config()).isEqualTo(encoder.config());
            assertThat(saved.toMap().get("chat_template")).startsWith("{% set strftime_now = {'%Y': '2");
            assertThat(new String(encoder.tokenizerConfig(), UTF_8)).contains("set strftime_now = {'%Y': '2");
            assertThat(encoder.config().template().asked()).isEqualTo("chat");
        }
        assertThatThrownBy(() -> PromptTemplate.ofMap(Map.of("name", "chat")))
                .hasMessageContaining("a saved template has no \"chat_template\"");
    }

    @Test
    void autoIsTwoSegmentsUnlessTheModelSaysOtherwise() {
        try (Tokenizer tokenizer = GOLDEN.tokenizer("byte-level", TURNS)) {
            EncodingConfig auto = new EncodingConfig(PromptTemplate.of("auto"), 64, Truncation.PROMPT);
            assertThat(new RowEncoder(tokenizer, auto).config().template()).isEqualTo(PromptTemplate.PAIR);
        }
    }

    private static RowEncoder encoder(Tokenizer tokenizer, int maxLength) {
        return new RowEncoder(tokenizer, new EncodingConfig(PromptTemplate.CHAT, maxLength, Truncation.PROMPT));
    }
}
