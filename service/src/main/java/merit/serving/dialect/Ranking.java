package merit.serving.dialect;

import java.util.List;
import merit.dialogue.Conversation;

/** NVIDIA NIM's {@code POST /v1/ranking}: a query and passages to logits, best first. */
final class Ranking {
    private Ranking() {}

    record Rank(int index, double logit) {}

    record Answer(List<Rank> rankings, Scored.Usage usage) {}

    static Question read(Body body) {
        Conversation query = Conversation.ofPrompt(body.object("query").text("text"));
        List<String> passages = body.documents("passages");
        return Question.of(body, Question.ofEach(query, passages), Ranking::answer)
                .withWhole(whole(body));
    }

    private static boolean whole(Body body) {
        String truncate = body.textOrNull("truncate");
        if (truncate != null && !truncate.equals("NONE") && !truncate.equals("END")) {
            throw WireException.invalid("\"truncate\": found \"" + truncate + "\", need NONE or END");
        }
        return "NONE".equals(truncate);
    }

    private static Answer answer(Scored scored) {
        List<Rank> rankings = scored.bestFirst().stream()
                .map(i -> new Rank(i, scored.value(i)))
                .toList();
        return new Answer(rankings, scored.usage());
    }
}
