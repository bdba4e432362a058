package merit.tokenizer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.ObjectMapper;

/** What transformers makes of a list of texts, as {@code witness/tokenizer_golden.py} wrote it. */
@SuppressWarnings("ArrayRecordComponent") // read, never compared
record Golden(List<String> texts, int[][] pairOf, Tokenizers tokenizers) {
    record Tokenizers(Ids bundled, Ids bytelevel, Ids unigram) {}

    @SuppressWarnings("ArrayRecordComponent") // read, never compared
    record Ids(int[][] standing, int[][] bare, Pair[] pairs, int[][] asText) {}

    @SuppressWarnings("ArrayRecordComponent") // read, never compared
    record Pair(int[] ids, int[] segments) {}

    static final Golden READ = new ObjectMapper().readValue(bytes("golden.json"), Golden.class);

    static byte[] bytes(String name) {
        try (InputStream in = Golden.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
