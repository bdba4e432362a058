package merit.serving;

import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import merit.dialogue.Message;
import merit.encoding.TokenRow;
import merit.scoring.RowScorer;
import merit.scoring.ScoreInput;
import merit.serving.dialect.ErrorType;
import merit.serving.dialect.Question;
import merit.serving.dialect.WireException;

/** Makes rows of a question's texts, on the calling thread, for some requests at a time. Thread-safe. */
final class QuestionEncoder {
    private final RequestLimits limits;
    private final Semaphore tokenization;

    /** @param workers how many requests are tokenised at once */
    QuestionEncoder(RequestLimits limits, int workers) {
        this.limits = limits;
        tokenization = new Semaphore(workers, true);
    }

    /**
     * The rows of a question's texts.
     *
     * @throws WireException for texts that are too many, too long, or not to be read
     */
    List<TokenRow> encode(RowScorer scorer, Question question, RequestTrace trace) {
        check(question, trace);
        enter(trace);
        long began = System.nanoTime();
        try {
            List<TokenRow> rows = rows(scorer, question);
            trace.tokens = rows.stream().mapToLong(TokenRow::length).sum();
            trace.truncatedRows =
                    (int) rows.stream().filter(row -> row.truncatedTokens() > 0).count();
            if (question.whole()) {
                refuseCut(rows);
            }
            return rows;
        } catch (IllegalArgumentException e) {
            String room = question.longest() == null
                    ? ""
                    : " in " + question.longest() + " tokens, some of which are its own";
            throw new WireException(422, ErrorType.TOKENIZER, "a text that this model's tokenizer cannot read" + room);
        } finally {
            tokenization.release();
            trace.tokenizationBegan = began;
            trace.tokenizationNanos = System.nanoTime() - began;
        }
    }

    /** The same without limits, counts and a wait: for a question that was read before. */
    static List<TokenRow> rows(RowScorer scorer, Question question) {
        int longest = question.longest() == null ? Integer.MAX_VALUE : question.longest();
        return question.inputs().stream()
                .map(input -> scorer.encode(readable(scorer, input), longest))
                .toList();
    }

    private void enter(RequestTrace trace) {
        try {
            if (!tokenization.tryAcquire(trace.remainingNanos(limits.time()), TimeUnit.NANOSECONDS)) {
                throw WireException.tooSlow(limits.time());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw WireException.ending();
        }
    }

    private void check(Question question, RequestTrace trace) {
        List<? extends ScoreInput> inputs = question.inputs();
        if (inputs.isEmpty() || inputs.size() > limits.texts()) {
            throw new WireException(
                    422,
                    ErrorType.VALIDATION,
                    "texts of a request: found " + inputs.size() + ", need 1 to " + limits.texts());
        }
        trace.rows = inputs.size();
        for (int i = 0; i < inputs.size(); i++) {
            long characters = characters(inputs.get(i));
            trace.characters += characters;
            if (characters > limits.characters()) {
                throw new WireException(
                        422,
                        ErrorType.VALIDATION,
                        "text " + i + ": found " + characters + " characters, need at most " + limits.characters());
            }
        }
    }

    private static long characters(ScoreInput input) {
        if (input instanceof ScoreInput.Text text) {
            return (long) text.first().length()
                    + (text.second() == null ? 0 : text.second().length());
        }
        return ((ScoreInput.Chat) input)
                .conversation().messages().stream()
                        .map(Message::content)
                        .mapToLong(String::length)
                        .sum();
    }

    private static ScoreInput readable(RowScorer scorer, ScoreInput input) {
        if (input instanceof ScoreInput.Text text && text.second() == null && !scorer.readsLoneTexts()) {
            throw new WireException(
                    422,
                    ErrorType.VALIDATION,
                    "this model reads a response by itself: found a text that stands alone, need prompt and response,"
                            + " messages, or a text and its pair");
        }
        return scorer.readsChats() ? input : standing(input);
    }

    /** Prompt and response as the two texts of a classifier that has no template. */
    private static ScoreInput standing(ScoreInput input) {
        if (input instanceof ScoreInput.Chat chat
                && chat.conversation().messages().size() == 2) {
            return new ScoreInput.Text(
                    chat.conversation().messages().get(0).content(),
                    chat.conversation().response(),
                    true);
        }
        if (input instanceof ScoreInput.Chat) {
            throw new WireException(
                    422,
                    ErrorType.VALIDATION,
                    "this model has no template for several turns: send two texts, or serve it with --template");
        }
        return input;
    }

    private static void refuseCut(List<TokenRow> rows) {
        for (int i = 0; i < rows.size(); i++) {
            TokenRow row = rows.get(i);
            if (row.truncatedTokens() > 0) {
                throw new WireException(
                        422,
                        ErrorType.VALIDATION,
                        "text " + i + " is too long: found " + (row.length() + row.truncatedTokens()) + " tokens, need "
                                + row.length() + " or fewer; shorten it, or let the server do it");
            }
        }
    }
}
