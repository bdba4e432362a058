package merit.serving.batch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import merit.dialogue.Message;
import merit.encoding.PrefixTrees;
import merit.encoding.TokenRow;
import merit.scoring.RowScorer;
import merit.scoring.Score;
import merit.scoring.ScoreInput;
import merit.scoring.ScorerInfo;

/**
 * A scorer without libtorch: a token is a character, the reward a sum over characters and their places, so that every text and every
 * order of it scores otherwise. A prompt that is too long gives way at its start. A response that holds {@code BOOM} cannot be
 * computed, nor can a row of no tokens; {@code CRASH} ends the encoding in an error. Remembers its batches, and can be held up.
 */
public final class CharacterScorer implements RowScorer {
    private static final int SEPARATOR = 1;

    private final int maxTokens;
    private final List<String> outputs;
    private final List<List<TokenRow>> batches = new CopyOnWriteArrayList<>();
    private final Semaphore passes = new Semaphore(1_000_000);
    private volatile PrefixTrees beginnings = PrefixTrees.NONE;
    private volatile boolean closed;
    private volatile boolean lost;
    private volatile boolean readsLoneTexts = true;

    public CharacterScorer(int maxTokens, String... outputs) {
        this.maxTokens = maxTokens;
        this.outputs = List.of(outputs);
    }

    /** From now on a batch waits until it is let pass. */
    public void hold() {
        passes.drainPermits();
    }

    public void pass(int batches) {
        passes.release(batches);
    }

    /** The rows of each batch so far. */
    public List<List<TokenRow>> batches() {
        return List.copyOf(batches);
    }

    /** From now on it computes what rows begin with once. */
    public CharacterScorer sharing() {
        beginnings = new PrefixTrees(64, 1000);
        return this;
    }

    /** From now on it needs to be told where a response begins. */
    public CharacterScorer ofResponses() {
        readsLoneTexts = false;
        return this;
    }

    @Override
    public boolean readsLoneTexts() {
        return readsLoneTexts;
    }

    /** From now on its rewards are no numbers. */
    public void lose() {
        lost = true;
    }

    @Override
    public PrefixTrees beginnings() {
        return beginnings;
    }

    public boolean isClosed() {
        return closed;
    }

    @Override
    public TokenRow encode(ScoreInput input, int maxTokens) {
        int most = Math.min(maxTokens, this.maxTokens);
        if (input.toString().contains("CRASH")) {
            throw new LinkageError("/secret/place/tokenizer.so: found CRASH");
        }
        if (input instanceof ScoreInput.Text text) {
            if (text.second() == null && !readsLoneTexts) {
                throw new IllegalArgumentException("found no response");
            }
            String whole = text.second() == null ? text.first() : text.first() + (char) SEPARATOR + text.second();
            return row("", whole, most);
        }
        ScoreInput.Chat chat = (ScoreInput.Chat) input;
        StringBuilder prompt = new StringBuilder();
        for (Message message : chat.conversation().prompt().messages()) {
            prompt.append(prompt.isEmpty() ? "" : "\n").append(message.content());
        }
        return row(
                prompt.append((char) SEPARATOR).toString(), chat.conversation().response(), most);
    }

    private static TokenRow row(String prompt, String response, int most) {
        int fromPrompt = Math.min(prompt.length(), Math.max(0, most - response.length()));
        int fromResponse = Math.min(response.length(), most);
        String kept = prompt.substring(prompt.length() - fromPrompt) + response.substring(0, fromResponse);
        int[] ids = kept.chars().toArray();
        return new TokenRow(ids, new int[ids.length], prompt.length() - fromPrompt, response.length() - fromResponse);
    }

    @Override
    public List<Score> scoreRows(List<TokenRow> rows) {
        if (closed) {
            throw new IllegalStateException("closed: found rows to score");
        }
        batches.add(List.copyOf(rows));
        passes.acquireUninterruptibly();
        if (rows.stream().anyMatch(row -> row.length() == 0)) {
            throw new IllegalArgumentException("row of a batch: found no tokens");
        }
        if (rows.stream().anyMatch(CharacterScorer::cannotBeComputed)) {
            throw new IllegalStateException("/secret/place/weights.bin: found BOOM");
        }
        return rows.stream().map(this::score).toList();
    }

    private static boolean cannotBeComputed(TokenRow row) {
        StringBuilder text = new StringBuilder();
        for (int id : row.ids()) {
            text.append((char) id);
        }
        return text.indexOf("BOOM") >= 0;
    }

    private Score score(TokenRow row) {
        double sum = lost ? Double.NaN : -1;
        for (int i = 0; i < row.length(); i++) {
            sum += (row.id(i) % 31 - 15) * (i % 7 + 1) / 100.0;
        }
        Map<String, Double> objectives = new LinkedHashMap<>();
        for (String output : outputs) {
            objectives.put(output, sum + objectives.size());
        }
        return new Score(sum, objectives, null, row.length(), row.truncatedTokens());
    }

    @Override
    public List<Score> score(List<? extends ScoreInput> inputs) {
        List<TokenRow> rows = new ArrayList<>();
        inputs.forEach(input -> rows.add(encode(input)));
        return rows.stream().map(this::score).toList();
    }

    @Override
    public ScorerInfo info() {
        return new ScorerInfo("characters", "sum", maxTokens, "fp32", "pair", 7);
    }

    @Override
    public void close() {
        closed = true;
    }
}
