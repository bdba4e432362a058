package merit.serving.dialect;

import java.util.List;
import java.util.StringJoiner;
import merit.scoring.Score;
import merit.scoring.ScoreInput;

/**
 * {@code POST /v1/chat/completions} in the convention of NVIDIA's reward models: messages that end with an answer, to a completion
 * whose content is {@code helpfulness:1.25,correctness:0.43}, or {@code reward:1.25} for a model of one output.
 */
final class RewardChat {
    private RewardChat() {}

    record Message(String role, String content) {}

    record Logprob(String token, double logprob) {}

    record Logprobs(List<Logprob> content) {}

    record Choice(int index, Message message, Logprobs logprobs, String finishReason) {}

    record Usage(int promptTokens, int completionTokens, int totalTokens) {}

    record Answer(String id, String object, long created, String model, List<Choice> choices, Usage usage) {}

    static Question read(Body body) {
        if (body.flag("stream", false)) {
            throw WireException.invalid("\"stream\": found true, need false: a score comes at once");
        }
        return Question.of(body, List.of(new ScoreInput.Chat(body.answered("messages"))), RewardChat::answer);
    }

    private static Answer answer(Scored scored) {
        Score score = scored.scores().get(0);
        List<Double> values = Activation.RAW.ofAll(score);
        List<String> labels = Labels.of(score);
        StringJoiner content = new StringJoiner(",");
        List<Logprob> logprobs = new java.util.ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            content.add(labels.get(i) + ":" + values.get(i));
            logprobs.add(new Logprob(labels.get(i), values.get(i)));
        }
        Choice choice = new Choice(0, new Message("assistant", content.toString()), new Logprobs(logprobs), "stop");
        return new Answer(
                Scored.newId("chatcmpl"),
                "chat.completion",
                Scored.now(),
                scored.model(),
                List.of(choice),
                new Usage(scored.tokens(), 0, scored.tokens()));
    }
}
