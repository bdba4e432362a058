package merit.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.guardrail.OutputGuardrail;
import dev.langchain4j.guardrail.OutputGuardrailException;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.UserMessage;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import merit.scoring.Guard;
import org.junit.jupiter.api.Test;

/** The guardrail within an AI service of LangChain4j. */
class RewardGuardrailTest {
    interface Assistant {
        @UserMessage("{{it}}")
        String answer(String question);
    }

    /** A language model that says what it was told to, one answer after the other. */
    private static final class Says implements ChatModel {
        private final Queue<String> answers;

        Says(String... answers) {
            this.answers = new ArrayDeque<>(List.of(answers));
        }

        @Override
        public ChatResponse doChat(ChatRequest request) {
            return ChatResponse.builder()
                    .aiMessage(AiMessage.from(answers.remove()))
                    .build();
        }
    }

    private final RewardGuardrail guardrail = RewardGuardrail.of(new LengthScorer(), new Guard(8, 0.01, 100));

    @Test
    void anAnswerThatIsGoodEnoughComesThrough() {
        assertThat(assistant(guardrail, "A leak in the pool.").answer("Why?")).isEqualTo("A leak in the pool.");
    }

    @Test
    void oneThatIsNotIsHeldBack() {
        assertThatThrownBy(() -> assistant(guardrail, "No.").answer("Why?"))
                .isInstanceOf(OutputGuardrailException.class)
                .hasMessageContaining("the answer was held back: its reward is 3.000, need 8.000 or more");
    }

    @Test
    void retryingTheLanguageModelIsAskedAgain() {
        assertThat(assistant(true, guardrail.retrying(), "No.", "A leak in the pool.")
                        .answer("Why?"))
                .isEqualTo("A leak in the pool.");
    }

    @Test
    void thePromptIsWhatTheUserSaidLast() {
        String question = "Why did it crash?";
        for (boolean remembering : new boolean[] {false, true}) {
            assertThatThrownBy(() -> assistant(remembering, guardrail, question).answer(question))
                    .as("an answer that repeats its prompt")
                    .hasMessageContaining("its reward is -83.000");
        }
    }

    private static Assistant assistant(OutputGuardrail guardrail, String... answers) {
        return assistant(false, guardrail, answers);
    }

    private static Assistant assistant(boolean remembering, OutputGuardrail guardrail, String... answers) {
        AiServices<Assistant> services =
                AiServices.builder(Assistant.class).chatModel(new Says(answers)).outputGuardrails(guardrail);
        if (remembering) {
            services.chatMemory(MessageWindowChatMemory.withMaxMessages(10));
        }
        return services.build();
    }
}
