package merit.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.guardrail.ChatExecutor;
import dev.langchain4j.guardrail.GuardrailRequestParams;
import dev.langchain4j.guardrail.OutputGuardrail;
import dev.langchain4j.guardrail.OutputGuardrailException;
import dev.langchain4j.guardrail.OutputGuardrailRequest;
import dev.langchain4j.guardrail.OutputGuardrailResult;
import dev.langchain4j.invocation.InvocationContext;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.service.AiServices;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import merit.scoring.Guard;
import org.junit.jupiter.api.Test;

/** The guardrail within an AI service of LangChain4j. */
class RewardGuardrailTest {
    interface Assistant {
        @dev.langchain4j.service.UserMessage("{{it}}")
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
    void retryingWithoutAChatMemoryTheAnswerIsHeldBackAndSaysWhatIsMissing() {
        assertThatThrownBy(
                        () -> assistant(guardrail.retrying(), "No.", "A leak.").answer("Why?"))
                .isInstanceOf(OutputGuardrailException.class)
                .hasMessageContaining("its reward is 3.000, need 8.000 or more; asking again needs a chat memory");
    }

    @Test
    void aPictureBesideTheTextOfTheLastMessageLeavesItTheLast() {
        UserMessage last = UserMessage.from(
                TextContent.from("What is"), ImageContent.from("https://example.com/a.png"), TextContent.from("this?"));
        assertThat(guardrail
                        .validate(asked("What is\nthis?", UserMessage.from("Earlier?"), last))
                        .toString())
                .as("an answer that repeats the last prompt, and not the one before it")
                .contains("its reward is -87.000");
    }

    @Test
    void whereTheUserWroteNothingNoAnswerIsJudged() {
        UserMessage picture = UserMessage.from(ImageContent.from("https://example.com/a.png"));
        for (OutputGuardrailRequest request : List.of(
                asked("A leak in the pool.", UserMessage.from("Earlier?"), picture), asked("A leak in the pool."))) {
            OutputGuardrailResult result = guardrail.validate(request);
            assertThat(result.isFatal()).isTrue();
            assertThat(result.toString()).contains("cannot be judged: found no text in the user's last message");
        }
    }

    /** An answer after these messages; without any, from a service that has no memory and no template. */
    private static OutputGuardrailRequest asked(String answer, UserMessage... messages) {
        MessageWindowChatMemory memory = MessageWindowChatMemory.withMaxMessages(10);
        List.of(messages).forEach(memory::add);
        InvocationContext context = InvocationContext.builder().build();
        return OutputGuardrailRequest.builder()
                .chatExecutor(ChatExecutor.builder(new Says())
                        .chatRequest(ChatRequest.builder()
                                .messages(UserMessage.from("Why?"))
                                .build())
                        .invocationContext(context)
                        .build())
                .responseFromLLM(
                        ChatResponse.builder().aiMessage(AiMessage.from(answer)).build())
                .requestParams(GuardrailRequestParams.builder()
                        .chatMemory(messages.length == 0 ? null : memory)
                        .userMessageTemplate("")
                        .variables(Map.of())
                        .invocationContext(context)
                        .build())
                .build();
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
