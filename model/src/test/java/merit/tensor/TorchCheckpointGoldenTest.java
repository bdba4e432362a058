package merit.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every type and layout of tensors, against what PyTorch reads in its own files: {@code witness/torch_files.py}. */
@Tag("golden")
class TorchCheckpointGoldenTest {
    @TempDir
    Path folder;

    @Test
    void everyTypeAndEveryLayoutIsReadAsPyTorchReadsIt() throws IOException, URISyntaxException {
        assertGolden(TorchCheckpointTest.resource("kinds.bin"));
    }

    @Test
    void anArchiveThatWasPackedAgainAndCompressedReadsTheSame() throws IOException, URISyntaxException {
        Path again = folder.resolve("pytorch_model.bin");
        TorchCheckpointTest.repack(TorchCheckpointTest.resource("kinds.bin"), "", new byte[0], again);
        assertGolden(again);
    }

    private static void assertGolden(Path file) throws IOException, URISyntaxException {
        JsonNode golden = JsonMapper.shared().readTree(Files.readString(TorchCheckpointTest.resource("kinds.json")));
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open();
                    TorchCheckpoint read = TorchCheckpoint.open(file)) {
                assertThat(read.shapes().keySet()).containsExactlyElementsOf(golden.propertyNames());
                for (String name : golden.propertyNames()) {
                    double[] values = doubles(golden.path(name).path("values"));
                    double[] shape = doubles(golden.path(name).path("shape"));
                    assertThat(Arrays.stream(read.shapes().get(name)).asDoubleStream())
                            .as(name)
                            .containsExactly(Arrays.stream(shape).boxed().toArray(Double[]::new));
                    assertThat(Tensors.shape(read.read(name)))
                            .as(name)
                            .isEqualTo(read.shapes().get(name));
                    if (name.endsWith("id")) {
                        assertThat(Tensors.longs(read.read(name)))
                                .isEqualTo(Arrays.stream(values)
                                        .mapToLong(v -> (long) v)
                                        .toArray());
                    } else if (values.length > 0) {
                        assertThat(Tensors.floats(read.read(name))).as(name).isEqualTo(floats(values));
                    }
                }
            }
        });
    }

    private static double[] doubles(JsonNode values) {
        return values.valueStream().mapToDouble(JsonNode::asDouble).toArray();
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
