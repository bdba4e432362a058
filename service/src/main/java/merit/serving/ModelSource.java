package merit.serving;

import java.io.IOException;
import java.util.function.Supplier;

/**
 * Where a served model comes from, so that it can be opened again when it has changed.
 *
 * @param name how clients ask for it
 * @param opening opens it; whoever implements it checks that it scores as it did when it was saved
 * @param version what it is like now where it comes from: another text once it has changed. Never fails
 */
public record ModelSource(String name, Opening opening, Supplier<String> version) {
    /** One that does not change. */
    public ModelSource(String name, Opening opening) {
        this(name, opening, () -> "");
    }

    /** Opens a model. */
    @FunctionalInterface
    public interface Opening {
        /**
         * @throws IOException where it cannot be read
         * @throws IllegalArgumentException where it holds no model, or one that scores otherwise than it did
         */
        ServedModel open() throws IOException;
    }
}
