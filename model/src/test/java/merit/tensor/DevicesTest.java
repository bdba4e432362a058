package merit.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevicesTest {
    @TempDir
    private Path folder;

    @AfterEach
    void backToTheCpu() {
        Devices.use(Device.CPU);
    }

    @Test
    void namesAreReadInAnyCaseAndOthersRefused() {
        assertThat(Device.of("CPU")).isEqualTo(Device.CPU);
        assertThat(Device.of("cuda")).isEqualTo(Device.cuda(0)).hasToString("cuda:0");
        assertThat(Device.of("cuda:12")).isEqualTo(Device.cuda(12));
        assertThatThrownBy(() -> Device.of("gpu"))
                .hasMessage(
                        "device: found \"gpu\", need one of auto, cpu, cuda, cuda:0, cuda:1 ...; auto takes the first"
                                + " GPU where there is one");
    }

    @Test
    void aGpuThatIsNotThereIsRefusedAndTheDeviceStaysWhatItWas() {
        assertThatThrownBy(() -> Devices.choose("cuda:99")).hasMessageStartingWith("device: found cuda:99, need ");
        assertThat(Devices.current()).isEqualTo(Device.CPU);
    }

    @Test
    void withoutAGpuAutoIsTheCpuAndCudaIsRefusedWithWhatToDo() {
        assumeTrue(Devices.gpus() == 0, "this machine has a GPU");
        Devices.choose("auto");
        assertThat(Devices.current()).isEqualTo(Device.CPU);
        assertThat(Engine.describe()).doesNotContain("models on");
        assertThatThrownBy(() -> Devices.choose("cuda"))
                .hasMessageStartingWith("device: found cuda:0, need a GPU: this engine ")
                .hasMessageEndingWith(", or say cpu or auto");
    }

    @Test
    void tensorsOfAllOriginsAreMadeOnTheDeviceInUse() throws IOException {
        Path file = folder.resolve("a.safetensors");
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open()) {
                Safetensors.write(file, Map.of("a", Tensors.of(new float[] {1, 2}, 2)), Map.of());
                Devices.use(Device.META);
                try (Safetensors saved = Safetensors.open(file)) {
                    for (Tensor made : new Tensor[] {
                        Tensors.of(new float[] {1, 2}, 2),
                        Tensors.of(new long[] {1, 2}, 2),
                        Tensors.of(new int[] {1, 2}, 2),
                        Tensors.empty(ScalarType.Float, 2),
                        Tensors.zeros(ScalarType.Float, 2),
                        Tensors.upTo(2),
                        saved.read("a"),
                    }) {
                        assertThat(made.is_meta()).isTrue();
                        assertThat(Tensors.shape(made)).containsExactly(2);
                    }
                }
                assertThat(Tensors.floats(Tensors.onCpu(new float[] {1, 2}, 2))).containsExactly(1, 2);
            }
        });
    }
}
