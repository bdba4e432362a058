package merit.benchmark;

import java.util.List;
import java.util.stream.IntStream;
import merit.tensor.Engine;
import merit.tensor.Gradients;
import merit.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** What the machine can do at best: the bare arithmetic of the model at given shapes, and plain matrix products, on all lanes. */
final class Yardsticks {
    /** The model's widest linear map on some two thousand tokens: [2048, 384] x [384, 1536]. */
    private static final long[] PRODUCT = {2048, 384, 1536};

    private static final int PRODUCTS = 100;
    private static final int WARM_UP = 10;

    private Yardsticks() {}

    /** Bare forward passes at these shapes; real tokens are counted, padding is computed. */
    static Rate forward(List<Shape> shapes) {
        return timed(shapes, BareTransformer::forward);
    }

    /** Bare forward and backward passes at these shapes. */
    static Rate step(List<Shape> shapes) {
        return timed(shapes, BareTransformer::step);
    }

    /** Floating-point operations a second, in thousands of millions, of plain matrix products, one at a time on every lane. */
    static double productGflops() {
        List<Integer> lanes = IntStream.range(0, Engine.lanes()).boxed().toList();
        Engine.sideBySide(lanes, lane -> products(WARM_UP), done -> true);
        long start = System.nanoTime();
        Engine.sideBySide(lanes, lane -> products(PRODUCTS), done -> true);
        double seconds = (System.nanoTime() - start) / 1e9;
        return 2.0 * PRODUCT[0] * PRODUCT[1] * PRODUCT[2] * PRODUCTS * lanes.size() / seconds / 1e9;
    }

    private static int products(int count) {
        try (TensorScope scope = TensorScope.open();
                Gradients off = Gradients.off()) {
            Tensor left = torch.randn(PRODUCT[0], PRODUCT[1]); // [tokens, in]
            Tensor right = torch.randn(PRODUCT[1], PRODUCT[2]); // [in, out]
            Tensor into = torch.mm(left, right); // [tokens, out]
            for (int i = 0; i < count; i++) {
                torch.mm_out(into, left, right);
            }
        }
        return count;
    }

    private static Rate timed(List<Shape> shapes, Pass pass) {
        return Engine.call(() -> {
            try (BareTransformer bare = new BareTransformer()) {
                pass.run(bare, shapes.get(0));
                long start = System.nanoTime();
                Engine.sideBySide(
                        shapes,
                        shape -> {
                            pass.run(bare, shape);
                            return true;
                        },
                        done -> done);
                double seconds = (System.nanoTime() - start) / 1e9;
                return new Rate(shapes.stream().mapToLong(Shape::realTokens).sum(), seconds);
            }
        });
    }

    @FunctionalInterface
    private interface Pass {
        void run(BareTransformer bare, Shape shape);
    }
}
