package merit.backbone;

import merit.tensor.OnGpu;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** The bundled model on a GPU against the same values as on the CPU. */
@Tag("gpu")
@ExtendWith(OnGpu.class)
class MinilmOnGpuTest extends MinilmGoldenTest {}
