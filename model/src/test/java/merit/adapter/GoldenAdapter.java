package merit.adapter;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import merit.backbone.bert.BertFamily;
import merit.backbone.gpt.Gpt2Family;
import merit.backbone.llama.LlamaFamily;
import merit.layer.Backbone;
import merit.layer.Checkpoint;
import merit.layer.ClassificationHead;
import merit.layer.ConfigFile;
import merit.layer.Family;
import merit.layer.Reading;
import merit.layer.TokenBatch;
import merit.tensor.Gradients;
import merit.tensor.Safetensors;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import tools.jackson.databind.json.JsonMapper;

/** A tiny base with an adapter that PEFT saved, attached and with its head, and what PEFT made of it. Owns all of it. */
final class GoldenAdapter implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final Backbone backbone;
    private final ClassificationHead head;
    private final LoraAdapter adapter;
    private final Safetensors golden;

    private GoldenAdapter(Backbone backbone, ClassificationHead head, LoraAdapter adapter, Safetensors golden) {
        this.backbone = backbone;
        this.head = head;
        this.adapter = adapter;
        this.golden = golden;
    }

    static GoldenAdapter open(String name) {
        ConfigFile config = config(name);
        Backbone backbone = backbone(name);
        try (TensorScope scope = TensorScope.open();
                Safetensors weights = Safetensors.open(base(name).resolve("model.safetensors"))) {
            var layout = family(name).head(config);
            Checkpoint checkpoint = new Checkpoint(weights, backbone.weightPrefix());
            ClassificationHead head = new ClassificationHead(
                    layout,
                    checkpoint.leaves(
                            layout.names(backbone.hiddenSize(), 1).needed().keySet()));
            LoraAdapter adapter = attached(resource("/merit/adapter/" + name), backbone, head);
            Safetensors golden = Safetensors.open(resource("/merit/adapter/" + name + "/golden.safetensors"));
            return new GoldenAdapter(backbone, head, adapter, golden);
        }
    }

    /** Reads an adapter, attaches it and gives the head the values that were saved with it. */
    static LoraAdapter attached(Path folder, Backbone backbone, ClassificationHead head) {
        SavedAdapter saved = load(folder, backbone);
        try (Gradients off = Gradients.off();
                TensorScope scope = TensorScope.open()) {
            saved.head().forEach((name, values) -> {
                Tensor parameter = Objects.requireNonNull(head.parameters().get(name), name);
                parameter.copy_(Tensors.of(values, Tensors.shape(parameter)));
            });
            saved.headUpdates().forEach((name, update) -> {
                Tensor parameter = Objects.requireNonNull(head.parameters().get(name), name);
                parameter.copy_(update.of(name, parameter));
            });
        }
        saved.adapter().attach();
        return saved.adapter();
    }

    static SavedAdapter load(Path folder, Backbone backbone) {
        try {
            return AdapterFolder.load(folder, backbone);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The bare base of an adapter, which the caller owns. */
    static Backbone backbone(String name) {
        try (Safetensors weights = Safetensors.open(base(name).resolve("model.safetensors"))) {
            return family(name).load(config(name), weights);
        }
    }

    private static ConfigFile config(String name) {
        try {
            return new ConfigFile(
                    "config.json", JSON.readTree(Files.readString(base(name).resolve("config.json"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String kind(String name) {
        return name.substring(0, name.indexOf('-'));
    }

    private static Family family(String name) {
        return switch (kind(name)) {
            case "bert" -> new BertFamily();
            case "gpt2" -> new Gpt2Family();
            default -> LlamaFamily.LLAMA;
        };
    }

    static Path base(String name) {
        String kind = kind(name);
        return resource("/merit/backbone/" + (kind.equals("bert") ? "tiny-bert-classifier" : "decoders/" + kind));
    }

    static Path resource(String name) {
        try {
            return Path.of(Objects.requireNonNull(GoldenAdapter.class.getResource(name), name)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    Backbone backbone() {
        return backbone;
    }

    ClassificationHead head() {
        return head;
    }

    LoraAdapter adapter() {
        return adapter;
    }

    Safetensors file() {
        return golden;
    }

    Tensor golden(String name) {
        return golden.read(name);
    }

    /** What PEFT trained and has a gradient for, by its names; the head's last bias cancels out in a pair. */
    Map<String, Tensor> trained() {
        Map<String, Tensor> all = new LinkedHashMap<>(adapter.parameters());
        head.parameters().forEach((name, parameter) -> {
            boolean trained = golden.shapes().containsKey("gradient." + PeftNames.head(name))
                    && !name.equals(head.layout().projectionBias());
            parameter.requires_grad_(trained);
            if (trained) {
                all.put(PeftNames.head(name), parameter);
            }
        });
        return all;
    }

    int[][] rows() {
        Tensor matrix = golden("ids"); // [rows, tokens]
        long[] values = Tensors.longs(matrix);
        long[] lengths = Tensors.longs(golden("lengths"));
        int width = Math.toIntExact(matrix.size(1));
        int[][] rows = new int[lengths.length][];
        for (int r = 0; r < rows.length; r++) {
            rows[r] = Arrays.stream(values, r * width, r * width + (int) lengths[r])
                    .mapToInt(Math::toIntExact)
                    .toArray();
        }
        return rows;
    }

    TokenBatch batch() {
        int[][] ids = rows();
        return TokenBatch.of(
                ids, Arrays.stream(ids).map(row -> new int[row.length]).toArray(int[][]::new), 0);
    }

    /** [rows]. */
    Tensor logits() {
        TokenBatch batch = batch();
        return head.apply(Reading.States.of(backbone, batch), batch).squeeze(1);
    }

    @Override
    public void close() {
        adapter.close();
        head.close();
        backbone.close();
        golden.close();
    }
}
