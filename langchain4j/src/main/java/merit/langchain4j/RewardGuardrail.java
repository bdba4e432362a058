package merit.langchain4j;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.guardrail.GuardrailRequestParams;
import dev.langchain4j.guardrail.OutputGuardrail;
import dev.langchain4j.guardrail.OutputGuardrailRequest;
import dev.langchain4j.guardrail.OutputGuardrailResult;
import dev.langchain4j.model.input.PromptTemplate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import merit.scoring.Guard;
import merit.scoring.Scorer;
import org.jspecify.annotations.Nullable;

/**
 * Holds back answers whose reward lies below a guard's threshold ({@code merit guard} fits one), as a {@link OutputGuardrail} of
 * LangChain4j's AI services. The prompt is the user's last message. Thread-safe where the scorer is; does not close it.
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

    /** The same, but the language model is asked again first, as often as the AI service allows, which needs a chat memory for it. */
    public RewardGuardrail retrying() {
        return new RewardGuardrail(scorer, guard, true);
    }

    @Override
    public OutputGuardrailResult validate(OutputGuardrailRequest request) {
        String answer = request.responseFromLLM().aiMessage().text();
        if (answer == null) {
            return success(); // a call of a tool, which is no answer yet
        }
        double reward = scorer.score(prompt(request.requestParams()), answer);
        if (!guard.blocks(reward)) {
            return success();
        }
        String message = String.format(
                Locale.ROOT,
                "the answer was held back: its reward is %.3f, need %.3f or more",
                reward,
                guard.threshold());
        return retries ? retry(message) : fatal(message);
    }

    /** The user's last message in the memory; without one, the template that the service filled in. */
    private static String prompt(GuardrailRequestParams params) {
        String remembered = params.chatMemory() == null
                ? null
                : lastOfUser(params.chatMemory().messages());
        if (remembered != null) {
            return remembered;
        }
        Map<String, Object> variables = params.variables() == null ? Map.of() : params.variables();
        return PromptTemplate.from(params.userMessageTemplate())
                .apply(variables)
                .text();
    }

    private static @Nullable String lastOfUser(List<ChatMessage> messages) {
        List<ChatMessage> latestFirst = new ArrayList<>(messages);
        Collections.reverse(latestFirst);
        return latestFirst.stream()
                .filter(UserMessage.class::isInstance)
                .map(UserMessage.class::cast)
                .filter(UserMessage::hasSingleText)
                .map(UserMessage::singleText)
                .findFirst()
                .orElse(null);
    }
}
