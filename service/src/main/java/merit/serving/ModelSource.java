package merit.serving;

import java.io.IOException;

/**
 * Where a served model comes from, so that it can be opened again when it has changed.
 *
 * @param name how clients ask for it
 * @param opening opens it; whoever implements it checks that it scores as it did when it was saved
 */
public record ModelSource(String name, Opening opening) {
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
