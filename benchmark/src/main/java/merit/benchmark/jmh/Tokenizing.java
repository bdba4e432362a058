package merit.benchmark.jmh;

import java.util.concurrent.TimeUnit;
import merit.backbone.PretrainedBackbone;
import merit.dialogue.Conversation;
import merit.encoding.EncodingConfig;
import merit.encoding.RowEncoder;
import merit.encoding.TokenRow;
import merit.preference.CandidateSet;
import merit.preference.synthetic.SyntheticPreferences;
import merit.tokenizer.Tokenizer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A conversation to a row: template, the bundled model's tokenizer, truncation. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init")
public class Tokenizing {
    private static final int MAX_LENGTH = 512;

    /** How many generated questions and answers, of some 25 words each, the text is made of. */
    @Param({"1", "16"})
    int parts;

    private Tokenizer tokenizer;
    private RowEncoder encoder;
    private Conversation conversation;

    @Setup
    public void make() {
        try (PretrainedBackbone bundled = PretrainedBackbone.open(PretrainedBackbone.BUNDLED)) {
            tokenizer = Tokenizer.of(bundled.tokenizer());
        }
        encoder = new RowEncoder(tokenizer, EncodingConfig.pair(MAX_LENGTH));
        StringBuilder prompt = new StringBuilder();
        StringBuilder answer = new StringBuilder();
        for (CandidateSet set : SyntheticPreferences.generate(parts, 1, 0)) {
            prompt.append(set.prompt().messages().get(0).content()).append(' ');
            answer.append(set.candidates().get(0).response()).append(' ');
        }
        conversation = Conversation.of(prompt.toString(), answer.toString());
    }

    @TearDown
    public void close() {
        tokenizer.close();
    }

    @Benchmark
    public TokenRow encode() {
        return encoder.encode(conversation);
    }
}
