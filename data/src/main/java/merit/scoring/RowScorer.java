package merit.scoring;

import java.util.List;
import merit.encoding.TokenRow;

/** A {@link Scorer} whose model lives in this process: encoding and scoring are visible apart, so that rows can be queued. */
public interface RowScorer extends Scorer {
    /** Template, truncation and tokenizer, to token ids. Any thread, no engine. */
    TokenRow encode(ScoreInput input);

    /** One score for each row, in order. */
    List<Score> scoreRows(List<TokenRow> rows);

    ScorerInfo info();

    /** Whether it knows how prompt and response become what it reads; else it scores standing text alone. */
    default boolean readsChats() {
        return true;
    }
}
