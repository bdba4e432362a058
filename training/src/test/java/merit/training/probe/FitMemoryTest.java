package merit.training.probe;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class FitMemoryTest {
    private static final List<ProbePairs> MANY_AND_FEW = List.of(pairs(10_000), pairs(100));

    /**
     * Differences of 10,000 and 100 pairs in 1000 features and 10 x 10 products, 4 bytes each: 44.44 MB; three matrices of 100 x 100
     * doubles: 0.24 MB; the products of the many once more: 4 MB.
     */
    @Test
    void moreThanIsFreeIsRefusedWithTheNumberAndTheWayOut() {
        assertThatCode(() -> FitMemory.require(MANY_AND_FEW, 1000, 10, 48_680_000))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> FitMemory.require(MANY_AND_FEW, 1000, 10, 48_000_000))
                .hasMessage(
                        "memory: found room for 48 MB, need 49 MB for 10100 pairs of 1000 features and their products;"
                                + " set probe_products to 0, or probe_layers to fewer layers");
    }

    /** 40.4 MB of differences, 0.24 MB of matrices, and the few pairs' differences in fp64: 0.8 MB. */
    @Test
    void aLinearHeadNeedsLess() {
        assertThatCode(() -> FitMemory.require(MANY_AND_FEW, 1000, 0, 41_440_000))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> FitMemory.require(MANY_AND_FEW, 1000, 0, 41_439_999))
                .hasMessageEndingWith("of 1000 features; set probe_layers to fewer layers");
    }

    private static ProbePairs pairs(int count) {
        return new ProbePairs(new int[count], new int[count], new float[count], new float[count], new int[count]);
    }
}
