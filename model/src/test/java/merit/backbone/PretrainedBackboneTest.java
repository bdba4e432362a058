package merit.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import merit.tensor.Engine;
import merit.tensor.Tensors;
import merit.tokenizer.Tokenizer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PretrainedBackboneTest {
    @TempDir
    Path folder;

    @Test
    void theBundledModelHasItsTwentyTwoMillionParametersAndNoPooler() {
        try (PretrainedBackbone model = PretrainedBackbone.open("all-MiniLM-L6-v2")) {
            long parameters = model.backbone().parameters().values().stream()
                    .mapToLong(Tensor::numel)
                    .sum();
            assertThat(parameters).isEqualTo(22_565_376);
            assertThat(model.heads()).isEmpty();
            assertThat(model.backbone().maxTokens()).isEqualTo(512);
            assertThat(model.tokenizer()).isNotEmpty();
        }
    }

    @Test
    void severalHoldersShareATokenizerAndOneAloneOpensItsOwn() {
        PretrainedBackbone model = PretrainedBackbone.open("all-MiniLM-L6-v2");
        try (Tokenizer alone = model.openTokenizer();
                PretrainedBackbone held = model.again();
                Tokenizer shared = held.openTokenizer()) {
            assertThat(shared).isNotSameAs(alone);
            try (Tokenizer same = model.openTokenizer()) {
                assertThat(same).isSameAs(shared);
            }
            model.close();
            assertThat(shared.encode("hello")).isEqualTo(alone.encode("hello"));
        }
    }

    @Test
    void aNameThatIsNeitherFolderNorBundledIsRefused() {
        assertThatThrownBy(() -> PretrainedBackbone.open("no-such-model"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "model: found no folder \"no-such-model\" and no bundled model of that name, need a Hugging Face"
                                + " folder or all-MiniLM-L6-v2");
    }

    @Test
    void aFolderWithoutWeightsIsRefusedByTheMissingFile() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"bert\"}");
        assertThatThrownBy(() -> PretrainedBackbone.open(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("model folder " + folder + ": found no model.safetensors, need config.json,");
    }

    @Test
    void aFolderGivesItsPoolerAndItsClassifierWhateverThePrefix() throws URISyntaxException {
        try (PretrainedBackbone plain = PretrainedBackbone.open(resource("tiny-bert"));
                PretrainedBackbone classifier = PretrainedBackbone.open(resource("tiny-bert-classifier"))) {
            assertThat(plain.heads()).containsOnlyKeys("bert.pooler.dense.weight", "bert.pooler.dense.bias");
            assertThat(classifier.heads())
                    .containsOnlyKeys(
                            "bert.pooler.dense.weight",
                            "bert.pooler.dense.bias",
                            "classifier.weight",
                            "classifier.bias");
            assertThat(classifier.backbone().parameters().keySet())
                    .isEqualTo(plain.backbone().parameters().keySet());
            assertThat(plain.tokenizer()).isEqualTo("{}\n".getBytes(StandardCharsets.UTF_8));
            assertThat(plain.tokenizerConfig()).isEqualTo("{}");
        }
    }

    @Test
    void weightsOfTorchSaveAreTheSameWholeOrInShards() throws IOException, URISyntaxException {
        Path classifier = resource("tiny-bert-classifier");
        for (String form : new String[] {"folder", "shards"}) {
            Path copy = Files.createDirectory(folder.resolve(form));
            copyAll(resource("../tensor/torch/" + form), copy);
            Files.copy(classifier.resolve("config.json"), copy.resolve("config.json"));
            Files.copy(classifier.resolve("tokenizer.json"), copy.resolve("tokenizer.json"));
            try (PretrainedBackbone expected = PretrainedBackbone.open(classifier);
                    PretrainedBackbone found = PretrainedBackbone.open(copy)) {
                assertThat(values(found.backbone().parameters()))
                        .containsExactlyEntriesOf(values(expected.backbone().parameters()));
                assertThat(values(found.heads())).containsExactlyEntriesOf(values(expected.heads()));
            }
        }
    }

    private static void copyAll(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    private static Map<String, String> values(Map<String, Tensor> tensors) {
        Map<String, String> values = new TreeMap<>();
        Engine.run(() -> tensors.forEach((name, tensor) -> values.put(name, Arrays.toString(Tensors.floats(tensor)))));
        return values;
    }

    @Test
    void openingAndClosingLeavesNothingBehind() throws URISyntaxException {
        PretrainedBackbone.open(resource("tiny-bert")).close();
        long before = Pointer.totalCount();
        PretrainedBackbone.open(resource("tiny-bert")).close();
        assertThat(Pointer.totalCount()).isEqualTo(before);
    }

    @Test
    void anotherFamilyIsRefusedByName() throws IOException, URISyntaxException {
        for (String file : new String[] {"model.safetensors", "tokenizer.json"}) {
            Files.copy(resource("tiny-bert").resolve(file), folder.resolve(file));
        }
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"mamba\"}");
        assertThatThrownBy(() -> PretrainedBackbone.open(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(folder + "/config.json: model_type is \"mamba\", need one of bert")
                .hasMessageEndingWith(": no other family is supported");
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": ");
        assertThatThrownBy(() -> PretrainedBackbone.open(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(folder + "/config.json: is not JSON (");
    }

    private static Path resource(String name) throws URISyntaxException {
        return Path.of(Objects.requireNonNull(PretrainedBackboneTest.class.getResource(name))
                .toURI());
    }
}
