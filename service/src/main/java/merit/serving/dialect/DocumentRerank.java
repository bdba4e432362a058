package merit.serving.dialect;

import java.util.List;
import merit.dialogue.Conversation;
import org.jspecify.annotations.Nullable;

/**
 * The {@code POST /rerank}, {@code /v1/rerank} and {@code /v2/rerank} of Cohere, Jina, vLLM and LiteLLM: some of their clients read
 * {@code usage}, others {@code meta}, so the answer has both.
 */
final class DocumentRerank {
    private static final int DOCUMENTS_OF_A_SEARCH = 100;

    private DocumentRerank() {}

    record Document(String text) {}

    record Result(
            int index, double relevanceScore, @Nullable Document document) {}

    record ApiVersion(String version) {}

    record BilledUnits(int searchUnits) {}

    record Meta(ApiVersion apiVersion, BilledUnits billedUnits) {}

    record Answer(String id, String model, List<Result> results, Scored.Usage usage, Meta meta) {}

    /** @param withDocuments whether results hold their documents where the request says nothing: vLLM and Jina do, Cohere's v2 never */
    static Question read(Body body, Conventions conventions, boolean withDocuments) {
        Conversation query = Conversation.ofPrompt(body.text("query"));
        List<String> documents = body.documents("documents");
        Activation activation = Activation.of(body.flag("use_activation"), true, conventions);
        boolean withDocument = body.flag("return_documents", withDocuments);
        int top = top(body, documents.size());
        return Question.of(body, Question.ofEach(query, documents), scored -> {
                    List<Result> results = scored.bestFirst().stream()
                            .limit(top)
                            .map(i -> new Result(
                                    i,
                                    activation.of(scored.scores().get(i)),
                                    withDocument ? new Document(documents.get(i)) : null))
                            .toList();
                    return answer(scored, results);
                })
                .withLongest(PairScore.longest(body));
    }

    private static int top(Body body, int documents) {
        Integer top = body.integer("top_n");
        if (top != null && top < 0) {
            throw WireException.invalid("\"top_n\": found " + top + ", need 1 or more");
        }
        return top == null || top == 0 ? documents : top;
    }

    private static Answer answer(Scored scored, List<Result> results) {
        int searches = (scored.scores().size() + DOCUMENTS_OF_A_SEARCH - 1) / DOCUMENTS_OF_A_SEARCH;
        return new Answer(
                Scored.newId("rerank"),
                scored.model(),
                results,
                scored.usage(),
                new Meta(new ApiVersion("2"), new BilledUnits(searches)));
    }
}
