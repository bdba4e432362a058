package merit.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
    @TempDir
    Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void file() {
        file = folder.resolve("model.safetensors");
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open()) {
                write();
                try (Safetensors read = Safetensors.open(file)) {
                    assertThat(read.shapes().keySet()).containsExactly("ids", "b.weight", "scalar", "half");
                    assertThat(read.shapes().get("b.weight")).containsExactly(2, 3);
                    assertThat(read.shapes().get("scalar")).isEmpty();
                    assertThat(Tensors.floats(read.read("b.weight"))).containsExactly(1, 3, 5, 2, 4, 6);
                    assertThat(Tensors.longs(read.read("ids"))).containsExactly(7, -8);
                    assertThat(read.read("half").scalar_type().intern()).isEqualTo(ScalarType.Float);
                    assertThat(Tensors.floats(read.read("half"))).containsExactly(0.5f, -2);
                    assertThat(read.metadata()).containsExactly(Map.entry("format", "pt"));
                }
            }
        });
    }

    @Test
    void brainFloatsBecomeSingleOnes() throws IOException {
        // 1.0 and -2.5 as bf16: the upper half of their fp32 bits
        raw(
                "{\"w\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[0,4]}}",
                new byte[] {(byte) 0x80, 0x3f, 0x20, (byte) 0xc0});
        assertThat(read("w")).containsExactly(1.0f, -2.5f);
    }

    @Test
    void equalTensorsMakeEqualFiles() throws IOException {
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open()) {
                write();
                byte[] first = Files.readAllBytes(file);
                write();
                assertThat(Files.readAllBytes(file)).isEqualTo(first);
                assertThat(folder).isDirectoryNotContaining("glob:**.part");
            }
        });
    }

    @Test
    void aFailureWhileWritingLeavesTheOldFile() throws IOException {
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open()) {
                write();
                byte[] before = Files.readAllBytes(file);
                Tensor closed = Tensors.empty(ScalarType.ComplexFloat, 2);
                assertThatThrownBy(() -> Safetensors.write(file, Map.of("c", closed), Map.of()))
                        .hasMessageStartingWith("safetensors holds no tensors of type");
                assertThat(Files.readAllBytes(file)).isEqualTo(before);
                assertThat(folder).isDirectoryNotContaining("glob:**.part");
            }
        });
    }

    @Test
    void everyTruncationIsRefused() throws IOException {
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open()) {
                write();
            }
        });
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Safetensors.open(file))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(file + ": not a whole safetensors file: ")
                    .hasMessageEndingWith("; download or save it again");
        }
    }

    @Test
    void noDamagedByteEndsInAnythingButAReadFileOrAnExplanation() throws IOException {
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open()) {
                write();
            }
        });
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(1);
        for (int trial = 0; trial < 500; trial++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(whole.length)] = (byte) random.nextInt();
            Files.write(file, damaged);
            try (Safetensors read = Safetensors.open(file)) {
                assertThat(read.shapes()).isNotEmpty();
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).startsWith(file.toString());
            }
        }
    }

    @Test
    void aHeaderThatClaimsMoreThanTheFileHoldsIsRefused() throws IOException {
        Files.write(
                file,
                ByteBuffer.allocate(20)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(0x7fffffffffffffffL)
                        .array());
        refused("it says its header has 9223372036854775807 bytes, the file has 20");
    }

    @Test
    void aShapeThatDoesNotFitItsBytesIsRefused() throws IOException {
        raw("{\"w\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,8]}}", new byte[8]);
        refused("w: its shape [2, 2] of F32 needs 16 bytes, data_offsets give 8");
    }

    @Test
    void aShapeBeyondAnyFileIsRefused() throws IOException {
        raw("{\"w\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]}}", new byte[0]);
        refused("w: its shape [4294967296, 4294967296] is larger than any file");
    }

    @Test
    void tensorsThatOverlapAreRefused() throws IOException {
        raw(
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]},"
                        + "\"b\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[2,6]}}",
                new byte[6]);
        refused("b begins at byte 2 of the data, need 4: tensors may neither overlap nor leave gaps");
    }

    @Test
    void aNameThatStandsTwiceIsRefused() throws IOException {
        raw(
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},"
                        + "\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}",
                new byte[1]);
        refused("its header is not JSON (Duplicate Object property \"a\")");
    }

    @Test
    void aTypeThatTheEngineDoesNotComputeWithIsNamed() throws IOException {
        raw("{\"w\":{\"dtype\":\"F8_E4M3\",\"shape\":[1],\"data_offsets\":[0,1]}}", new byte[1]);
        assertThatThrownBy(() -> Safetensors.open(file))
                .hasMessage(file
                        + ": w: dtype is \"F8_E4M3\", need one of F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL;"
                        + " convert the file first");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> Safetensors.open(file))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage(file + ": no such file");
    }

    private void write() throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("b.weight", Tensors.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2).t());
        tensors.put("half", Tensors.of(new float[] {0.5f, -2}, 2).to(ScalarType.Half));
        tensors.put("ids", Tensors.of(new int[] {7, -8}, 2));
        tensors.put("scalar", Tensors.of(new float[] {3}));
        Safetensors.write(file, tensors, Map.of("format", "pt"));
    }

    private float[] read(String name) {
        return Engine.call(() -> {
            try (TensorScope scope = TensorScope.open();
                    Safetensors read = Safetensors.open(file)) {
                return Tensors.floats(read.read(name));
            }
        });
    }

    private void refused(String why) {
        assertThatThrownBy(() -> Safetensors.open(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(file + ": not a whole safetensors file: " + why + "; download or save it again");
    }

    private void raw(String header, byte[] data) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        Files.write(
                file,
                ByteBuffer.allocate(8 + json.length + data.length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(json.length)
                        .put(json)
                        .put(data)
                        .array());
    }
}
