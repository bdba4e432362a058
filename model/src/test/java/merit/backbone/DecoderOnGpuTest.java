package merit.backbone;

import merit.tensor.OnGpu;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** Decoders of every family on a GPU: states, gradients and ten steps against the same values as on the CPU. */
@Tag("gpu")
@ExtendWith(OnGpu.class)
class DecoderOnGpuTest extends DecoderGoldenTest {}
