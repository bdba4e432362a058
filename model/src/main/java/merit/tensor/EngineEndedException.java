package merit.tensor;

/** Work came after {@link Engine#end}: the process is ending, and there is nobody left to tell. */
public final class EngineEndedException extends IllegalStateException {
    EngineEndedException(Throwable cause) {
        super("the engine has ended with the process and takes no more work", cause);
    }
}
