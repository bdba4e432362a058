package merit.rewardmodel;

import merit.tensor.OnGpu;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** Encoders of every family on a GPU: states, scores, gradients and ten steps against the same values as on the CPU. */
@Tag("gpu")
@ExtendWith(OnGpu.class)
class EncoderOnGpuTest extends EncoderGoldenTest {}
