package merit.langchain4j;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.guardrail.GuardrailRequestParams;
import dev.langchain4j.guardrail.OutputGuardrail;
import dev.langchain4j.guardrail.OutputGuardrailRequest;
import dev.langchain4j.guardrail.OutputGuardrailResult;
import dev.langchain4j.model.input.PromptTemplate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import merit.scoring.Guard;
import merit.scoring.Scorer;

/**
 * Holds back answers whose reward lies below a guard's threshold ({@code merit guard} fits one), as a {@link OutputGuardrail} of
 * LangChain4j's AI services. The prompt is the text of the user's last message. Thread-safe where the scorer is; does not close it.
 */
public final class RewardGuardrail implements OutputGuardrail {
    private final Scorer scorer;
    private final Guard guard;
    private final boolean retries;

    private RewardGuardrail(Scorer scorer, Guard guard, boolean retries) {
        this.scorer = scorer;
        this.guard = guard;
        this.retries = retries;
    }

    /** A guardrail that fails the call where an answer is held back. */
    public static RewardGuardrail of(Scorer scorer, Guard guard) {
        return new RewardGuardrail(scorer, guard, false);
    }

    /**
     * The same, but the language model is asked again first, as often as the AI service allows. A service without a chat memory cannot
     * ask again: there the call fails at once.
     */
    public RewardGuardrail retrying() {
        return new RewardGuardrail(scorer, guard, true);
    }

    @Override
    public OutputGuardrailResult validate(OutputGuardrailRequest request) {
        String answer = request.responseFromLLM().aiMessage().text();
        if (answer == null) {
            return success(); // a call of a tool, which is no answer yet
        }
        GuardrailRequestParams params = request.requestParams();
        String prompt = prompt(params);
        if (prompt.isBlank()) {
            return fatal("the answer cannot be judged: found no text in the user's last message, need some; give the"
                    + " service a chat memory where it takes messages, and each message a text");
        }
        double reward = scorer.score(prompt, answer);
        if (!guard.blocks(reward)) {
            return success();
        }
        String message = String.format(
                Locale.ROOT,
                "the answer was held back: its reward is %.3f, need %.3f or more",
                reward,
                guard.threshold());
        if (!retries) {
            return fatal(message);
        }
        return params.chatMemory() == null
                ? fatal(message + "; asking again needs a chat memory: give the service one")
                : retry(message);
    }

    /** The texts of the user's last message in the memory; without one, the template that the service filled in. */
    private static String prompt(GuardrailRequestParams params) {
        List<ChatMessage> remembered =
                params.chatMemory() == null ? List.of() : params.chatMemory().messages();
        return UserMessage.findLast(remembered).map(RewardGuardrail::texts).orElseGet(() -> filledIn(params));
    }

    private static String texts(UserMessage message) {
        return message.contents().stream()
                .filter(TextContent.class::isInstance)
                .map(content -> ((TextContent) content).text())
                .collect(Collectors.joining("\n"));
    }

    private static String filledIn(GuardrailRequestParams params) {
        String template = params.userMessageTemplate();
        if (template == null || template.isBlank()) {
            return "";
        }
        Map<String, Object> variables = params.variables() == null ? Map.of() : params.variables();
        return PromptTemplate.from(template).apply(variables).text();
    }
}
