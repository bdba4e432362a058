package merit.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PrecisionTest {
    private static final Processor OLD_CPU = new Processor(List.of(), 0);
    private static final Processor NEW_CPU = new Processor(List.of("bf16"), 0);
    private static final Processor OLD_GPU = new Processor(List.of(), 75);
    private static final Processor NEW_GPU = new Processor(List.of(), 80);

    @Test
    void autoIsBf16WhereTheProcessorIsMadeForIt() {
        assertThat(Precision.AUTO.on(OLD_CPU)).isEqualTo(Precision.FP32);
        assertThat(Precision.AUTO.on(NEW_CPU)).isEqualTo(Precision.BF16);
        assertThat(Precision.AUTO.on(new Processor(List.of("amx"), 0))).isEqualTo(Precision.BF16);
        assertThat(Precision.AUTO.on(OLD_GPU)).isEqualTo(Precision.FP32);
        assertThat(Precision.AUTO.on(NEW_GPU)).isEqualTo(Precision.BF16);
    }

    @Test
    void fp16IsRefusedOnACpuWithAdviceThatFitsIt() {
        assertThatThrownBy(() -> Precision.FP16.on(OLD_CPU))
                .hasMessage(
                        "precision: found fp16 on a CPU, need a GPU, since no CPU is faster with it and its range is"
                                + " too short for plain gradients; use fp32, which is the fastest on this CPU, or auto");
        assertThatThrownBy(() -> Precision.FP16.on(NEW_CPU))
                .hasMessageEndingWith("use bf16, which this CPU computes natively");
        assertThat(Precision.FP16.on(OLD_GPU)).isEqualTo(Precision.FP16);
    }

    @Test
    void bf16InSoftwareIsAllowedWithAWordOfCaution() {
        assertThat(Precision.BF16.on(OLD_CPU)).isEqualTo(Precision.BF16);
        assertThat(Precision.BF16.note(OLD_CPU)).startsWith("bf16 in software: this CPU has no instructions for it");
        assertThat(Precision.BF16.note(NEW_CPU)).isEmpty();
        assertThat(Precision.FP32.note(OLD_CPU)).isEmpty();
        assertThat(Precision.AUTO.note(OLD_CPU)).isEqualTo("auto is fp32 here: this CPU has no instructions for bf16");
        assertThat(Precision.AUTO.note(NEW_CPU)).isEqualTo("auto is bf16 here: this CPU has instructions for bf16");
    }

    @Test
    void namesAreReadInAnyCaseAndOthersRefused() {
        assertThat(Precision.of("BF16")).isEqualTo(Precision.BF16);
        assertThatThrownBy(() -> Precision.of("fp8"))
                .hasMessageStartingWith("precision: found \"fp8\", need one of fp32, bf16, fp16, auto");
    }
}
