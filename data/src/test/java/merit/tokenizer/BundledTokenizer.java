package merit.tokenizer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The bundled model's tokenizer, opened once for all tests. */
public final class BundledTokenizer {
    private static final Tokenizer OPEN = Tokenizer.of(bytes());

    private BundledTokenizer() {}

    public static Tokenizer get() {
        return OPEN;
    }

    public static byte[] bytes() {
        try (InputStream in = BundledTokenizer.class.getResourceAsStream("/all-minilm-l6-v2-tokenizer.json")) {
            return Objects.requireNonNull(in).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
