package merit.chat;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import merit.chat.Text.Origin;
import merit.dialogue.Conversation;
import merit.dialogue.Message;

/**
 * A chat template, as {@code tokenizer_config.json} holds it: the part of Jinja that such templates are written in, rendered as
 * transformers does ({@code ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)} with loop controls,
 * {@code raise_exception}, {@code strftime_now}, its own {@code tojson}).
 *
 * <p>Every character keeps whose words it is through whatever the template does with it: a content that is trimmed, cut or
 * joined stays the message's own. So the template's control tokens can be told from the same characters in a message; that, and
 * Python's own rules of equality, truth and scope, are why no general Jinja of the JVM stands behind it.
 *
 * <p>What is not known here is refused by name, at the latest when a rendering comes upon it: by-ways for tools, documents and
 * pictures may hold any Jinja, since no conversation leads there. Immutable, thread-safe.
 */
public final class ChatTemplate {
    private static final Pattern CLOCK = Pattern.compile("strftime_now\\s*\\(");
    private static final Pattern CLOCK_LITERAL =
            Pattern.compile("strftime_now\\s*\\(\\s*(['\"])([^'\"\\\\]*)\\1\\s*\\)");
    private static final Pattern ANSWER = Pattern.compile(": '([^']*)'");
    private static final String FIXED = "{% set strftime_now = {";
    private static final String FIXED_END = "}.get %}";

    private final String source;
    private final Statement template;

    private ChatTemplate(String source, Statement template) {
        this.source = source;
        this.template = template;
    }

    /** @throws ChatTemplateException where it is not Jinja, or uses what is not known here */
    public static ChatTemplate of(String source) {
        return new ChatTemplate(source, StatementParser.parse(source));
    }

    /** The text of the template. */
    public String source() {
        return source;
    }

    /**
     * The same, with {@code strftime_now} for ever answering what it answers now. It says so in Jinja, at its start, so that
     * transformers writes the same.
     *
     * @throws ChatTemplateException where what it asks the clock is computed
     */
    public ChatTemplate fixed(LocalDateTime now) {
        List<String> formats = CLOCK_LITERAL
                .matcher(source)
                .results()
                .map(asked -> asked.group(2))
                .toList();
        if (CLOCK.matcher(source).results().count() > formats.size()) {
            throw ChatTemplateException.unknown("strftime_now with a computed format");
        }
        if (formats.isEmpty() || source.startsWith(FIXED)) {
            return this;
        }
        String answers = formats.stream()
                .distinct()
                .map(format -> "'" + format + "': '" + Strftime.format(format, now) + "'")
                .collect(Collectors.joining(", "));
        return of(FIXED + answers + FIXED_END + "\n" + source);
    }

    /** The dates and times that it was {@link #fixed} to; empty for none. */
    public List<String> fixedDates() {
        return source.startsWith(FIXED)
                ? ANSWER.matcher(source.substring(0, source.indexOf(FIXED_END)))
                        .results()
                        .map(answer -> answer.group(1))
                        .toList()
                : List.of();
    }

    /**
     * Renders a conversation, whose last message counts as the response, without a generation prompt.
     *
     * @param specialTokens such as {@code bos_token} and {@code eos_token}, by these names; those that the tokenizer has
     * @throws ChatTemplateException where the template refuses it, or comes upon what is not known here
     */
    public Text render(Conversation conversation, Map<String, String> specialTokens) {
        Scope scope = new Scope(null);
        specialTokens.forEach((name, token) -> scope.set(name, Text.of(token)));
        scope.set("messages", messages(conversation));
        scope.set("add_generation_prompt", false);
        scope.set("tools", null);
        scope.set("documents", null);
        scope.set("strftime_now", (Callable) arguments -> Text.of(Strftime.format(
                arguments.atMost(1).text(0, "format").toString(), LocalDateTime.now(ZoneId.systemDefault()))));
        Text.Builder out = new Text.Builder();
        try {
            template.write(scope, out);
        } catch (StackOverflowError e) {
            throw new ChatTemplateException("chat template: it calls itself without end; name another with --template");
        }
        return out.text();
    }

    private static List<Object> messages(Conversation conversation) {
        List<Object> messages = new ArrayList<>();
        int last = conversation.messages().size() - 1;
        for (Message message : conversation.messages()) {
            Map<Text, Object> fields = new LinkedHashMap<>();
            fields.put(Text.of("role"), Text.of(message.role().wireName()));
            Origin origin = messages.size() == last ? Origin.RESPONSE : Origin.PROMPT;
            fields.put(Text.of("content"), Text.of(message.content(), origin));
            messages.add(fields);
        }
        return messages;
    }
}
