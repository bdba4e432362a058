package merit.scoring;

import java.util.List;
import merit.encoding.PrefixTrees;
import merit.encoding.TokenRow;

/** A {@link Scorer} whose model lives in this process: encoding and scoring are visible apart, so that rows can be queued. */
public interface RowScorer extends Scorer {
    /** Template, truncation and tokenizer, to token ids. Any thread, no engine. */
    default TokenRow encode(ScoreInput input) {
        return encode(input, Integer.MAX_VALUE);
    }

    /**
     * The same, with rows that the model's own rule shortens to fewer tokens than it reads.
     *
     * @param maxTokens the longest row; more than the model reads are as many as it reads
     * @throws IllegalArgumentException where that leaves no room beside template and control tokens
     */
    TokenRow encode(ScoreInput input, int maxTokens);

    /** One score for each row, in order. */
    List<Score> scoreRows(List<TokenRow> rows);

    ScorerInfo info();

    /** Which rows it computes more cheaply together, since they begin alike; none by itself. */
    default PrefixTrees beginnings() {
        return PrefixTrees.NONE;
    }

    /** Whether it knows how prompt and response become what it reads; else it scores standing text alone. */
    default boolean readsChats() {
        return true;
    }

    /** Whether it reads a text that stands alone; else it needs to be told where a response begins, as by a text and its pair. */
    default boolean readsLoneTexts() {
        return true;
    }
}
