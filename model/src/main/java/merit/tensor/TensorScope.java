package merit.tensor;

import java.util.Iterator;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;

/**
 * The lifetime of everything native that is made on this thread while it is open: a batch, a request, a step. Scopes nest, and
 * close in reverse order. Only {@link #keep} lets a tensor outlive its scope.
 *
 * <p>A tensor made on another thread belongs to no scope. Closing the handles of a graph's tensors before {@code backward()} is
 * safe: the graph holds its own references. For one thread.
 */
public final class TensorScope implements AutoCloseable {
    static {
        Engine.start();
    }

    private final PointerScope scope;

    private TensorScope() {
        scope = new PointerScope();
    }

    /** Opens a scope inside the thread's current one. */
    public static TensorScope open() {
        return new TensorScope();
    }

    /**
     * Lets a tensor outlive this scope: it passes to the enclosing one, or, where there is none, to the caller, who closes it.
     *
     * @return the same tensor
     */
    public <P extends Pointer> P keep(P pointer) {
        PointerScope outer = enclosing();
        if (outer == null) {
            own(pointer);
        } else {
            outer.attach(pointer);
        }
        return pointer;
    }

    /**
     * Lets a tensor outlive every open scope: the caller owns it and closes it. For parameters and optimizer state.
     *
     * @return the same tensor
     */
    public static <P extends Pointer> P own(P pointer) {
        pointer.retainReference();
        return pointer;
    }

    @Override
    public void close() {
        scope.close();
    }

    private @org.jspecify.annotations.Nullable PointerScope enclosing() {
        Iterator<PointerScope> scopes = PointerScope.getScopeIterator();
        boolean passed = false;
        while (scopes != null && scopes.hasNext()) {
            PointerScope next = scopes.next();
            if (passed) {
                return next;
            }
            passed = next == scope;
        }
        return null;
    }
}
