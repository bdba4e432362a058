package merit.backbone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import merit.layer.Backbone;
import merit.layer.ConfigFile;
import merit.layer.TokenBatch;
import merit.tensor.Safetensors;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import tools.jackson.databind.json.JsonMapper;

/** A tiny decoder with its head, and what transformers made of it. Owns the parameters. */
final class GoldenDecoder implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final Backbone backbone;
    private final Tensor score;
    private final Safetensors golden;
    private final int[][] ids;

    private GoldenDecoder(Backbone backbone, Tensor score, Safetensors golden) {
        this.backbone = backbone;
        this.score = score;
        this.golden = golden;
        this.ids = rows(golden);
    }

    static Stream<String> folders() throws IOException {
        try (Stream<Path> folders = Files.list(root())) {
            return folders.map(folder -> folder.getFileName().toString()).sorted().toList().stream();
        }
    }

    static GoldenDecoder open(String name) {
        return open(name, root().resolve(name).resolve("golden.safetensors"));
    }

    /** With what its linear maps give in bf16; they multiply in fp32 still. */
    static GoldenDecoder openForBf16(String name) {
        return open(name, root().resolveSibling("bf16").resolve(name + ".safetensors"));
    }

    private static GoldenDecoder open(String name, Path values) {
        Path folder = root().resolve(name);
        try (TensorScope scope = TensorScope.open();
                Safetensors weights = Safetensors.open(folder.resolve("model.safetensors"))) {
            ConfigFile config =
                    new ConfigFile("config.json", JSON.readTree(Files.readString(folder.resolve("config.json"))));
            Safetensors golden = Safetensors.open(values);
            Tensor score = Tensors.parameter(weights.read("score.weight"));
            return new GoldenDecoder(Families.of(config).load(config, weights), score, golden);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path root() {
        try {
            return Path.of(Objects.requireNonNull(GoldenDecoder.class.getResource("/merit/backbone/decoders"))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int[][] rows(Safetensors golden) {
        Tensor matrix = golden.read("ids"); // [rows, tokens]
        long[] values = Tensors.longs(matrix);
        long[] lengths = Tensors.longs(golden.read("lengths"));
        int width = Math.toIntExact(matrix.size(1));
        int[][] rows = new int[lengths.length][];
        for (int r = 0; r < rows.length; r++) {
            rows[r] = Arrays.stream(values, r * width, r * width + (int) lengths[r])
                    .mapToInt(Math::toIntExact)
                    .toArray();
        }
        return rows;
    }

    Backbone backbone() {
        return backbone;
    }

    TokenBatch batch() {
        return TokenBatch.of(ids, segments(), 0);
    }

    TokenBatch leftPadded() {
        return TokenBatch.leftPadded(ids, segments(), 0);
    }

    private int[][] segments() {
        return Arrays.stream(ids).map(row -> new int[row.length]).toArray(int[][]::new);
    }

    /** By the names in the file, head included. */
    Map<String, Tensor> parameters() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        backbone.parameters().forEach((name, parameter) -> all.put(backbone.weightPrefix() + name, parameter));
        all.put("score.weight", score);
        return all;
    }

    Tensor golden(String name) {
        return golden.read(name);
    }

    /** [rows]. */
    Tensor logits(TokenBatch batch) {
        return torch.linear(backbone.run(batch, batch.lastPositions()), score).squeeze(1);
    }

    /** Those of real tokens, row after row: [rows, tokens, hidden] to [all tokens, hidden]. */
    Tensor realStates(Tensor states, TokenBatch batch) {
        List<Tensor> real = new ArrayList<>();
        int[] first = batch.firstPositions();
        for (int r = 0; r < first.length; r++) {
            real.add(states.select(0, r).narrow(0, first[r], ids[r].length));
        }
        return torch.cat(new TensorVector(real.toArray(new Tensor[0])), 0);
    }

    /** Each row by itself. */
    List<TokenBatch> batches() {
        return Arrays.stream(ids)
                .map(row -> TokenBatch.of(new int[][] {row}, new int[][] {new int[row.length]}, 0))
                .toList();
    }

    /** The mean of -log sigmoid(chosen - rejected) over the pairs of neighbouring rows. */
    Tensor loss() {
        return loss(logits(batch()));
    }

    /** The same of logits that are known, [rows]. */
    static Tensor loss(Tensor logits) {
        Tensor pairs = logits.view(-1, 2);
        return torch.softplus(pairs.select(1, 1).sub(pairs.select(1, 0))).mean();
    }

    static void clearGradient(Tensor parameter) {
        if (Tensors.hasGradient(parameter)) {
            parameter.mutable_grad().zero_();
        }
    }

    @Override
    public void close() {
        backbone.close();
        score.close();
        golden.close();
    }
}
