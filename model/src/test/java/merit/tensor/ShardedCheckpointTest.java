package merit.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardedCheckpointTest {
    private static final String SECOND = "model-00002-of-00002.safetensors";

    @TempDir
    Path folder;

    private Path index = Path.of("");

    @BeforeEach
    void write() throws IOException {
        index = Files.writeString(
                folder.resolve("model.safetensors.index.json"),
                "{\"metadata\": {\"total_size\": 12}, \"weight_map\": {\"a\": \"model-00001-of-00002.safetensors\", \"b\": \""
                        + SECOND + "\", \"c\": \"" + SECOND + "\"}}");
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open()) {
                Tensor half = Tensors.of(new float[] {0.5f, -2}, 2).to(ScalarType.Half);
                Tensor bfloat = Tensors.of(new float[] {1.5f}, 1).to(ScalarType.BFloat16);
                Safetensors.write(
                        folder.resolve("model-00001-of-00002.safetensors"),
                        Map.of("a", Tensors.of(new float[] {1, 2, 3}, 3)),
                        Map.of());
                Safetensors.write(folder.resolve(SECOND), Map.of("b", half, "c", bfloat), Map.of());
            }
        });
    }

    @Test
    void tensorsOfAllFilesAreReadAsFullFloatsWhateverTheyAreStoredAs() {
        Engine.run(() -> {
            try (ShardedCheckpoint weights = ShardedCheckpoint.open(index);
                    TensorScope scope = TensorScope.open()) {
                assertThat(weights.shapes()).containsOnlyKeys("a", "b", "c");
                assertThat(Tensors.floats(weights.read("a"))).containsExactly(1, 2, 3);
                assertThat(Tensors.floats(weights.read("b"))).containsExactly(0.5f, -2);
                assertThat(Tensors.floats(weights.read("c"))).containsExactly(1.5f);
                assertThatThrownBy(() -> weights.read("d")).hasMessageEndingWith("holds no \"d\"");
            }
        });
    }

    @Test
    void aMissingFileIsNamedAndNothingStaysOpen() throws IOException {
        Files.delete(folder.resolve(SECOND));
        long before = Pointer.totalCount();
        assertThatThrownBy(() -> ShardedCheckpoint.open(index))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(index + ": found 1 of its 2 files, need " + SECOND
                        + " too; download what is missing into the same folder");
        assertThat(Pointer.totalCount()).isEqualTo(before);
    }

    @Test
    void anIndexThatLiesIsRefused() throws IOException {
        String text = Files.readString(index);
        Files.writeString(index, text.replace("\"c\":", "\"lost\":"));
        assertThatThrownBy(() -> ShardedCheckpoint.open(index))
                .hasMessageContaining("says that lost is in " + SECOND + ", found no such tensor there");
        Files.writeString(index, text.replace(SECOND, "../" + SECOND));
        assertThatThrownBy(() -> ShardedCheckpoint.open(index))
                .hasMessageContaining("need the name of a file of tensors in the same folder");
        Files.writeString(index, text.replace(SECOND, String.valueOf(index.getFileName())));
        assertThatThrownBy(() -> ShardedCheckpoint.open(index))
                .hasMessageContaining("need the name of a file of tensors in the same folder");
        Files.writeString(index, "{}");
        assertThatThrownBy(() -> ShardedCheckpoint.open(index)).hasMessageContaining("found no weight_map");
    }
}
