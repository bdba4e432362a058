package merit.langchain4j;

import java.util.List;
import java.util.Map;
import merit.dialogue.Conversation;
import merit.encoding.TokenRow;
import merit.scoring.RowScorer;
import merit.scoring.Score;
import merit.scoring.ScoreInput;
import merit.scoring.ScorerInfo;

/** What a server can hold: a token is a character, and the reward of an answer is its length. */
final class ResponseLengthScorer implements RowScorer {
    @Override
    public TokenRow encode(ScoreInput input, int maxTokens) {
        Conversation conversation = ((ScoreInput.Chat) input).conversation();
        String prompt = conversation.messages().get(0).content();
        int[] ids = (prompt + conversation.response()).chars().toArray();
        return new TokenRow(ids, new int[ids.length], 0, 0, prompt.length());
    }

    @Override
    public List<Score> scoreRows(List<TokenRow> rows) {
        return rows.stream()
                .map(row -> new Score(row.length() - row.responseStart(), Map.of(), null, row.length(), 0))
                .toList();
    }

    @Override
    public List<Score> score(List<? extends ScoreInput> inputs) {
        return scoreRows(inputs.stream().map(this::encode).toList());
    }

    @Override
    public ScorerInfo info() {
        return new ScorerInfo("length", "length", 512, "fp32", "pair", 0);
    }
}
