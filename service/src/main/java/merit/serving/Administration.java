package merit.serving;

import java.io.IOException;
import merit.serving.dialect.Body;
import merit.serving.dialect.ErrorType;
import merit.serving.dialect.Wire;
import merit.serving.dialect.WireException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator asks of a running server. */
final class Administration {
    private static final Logger LOG = LoggerFactory.getLogger(Administration.class);

    private final ModelRegistry models;

    Administration(ModelRegistry models) {
        this.models = models;
    }

    record Reloaded(String model, String status) {}

    /** Opens a model again; the old one stays where that fails, and the log says why. */
    Answer reload(byte[] json) {
        Body body = json.length == 0 ? Wire.read(new byte[] {'{', '}'}) : Wire.read(json);
        String name = body.textOrNull("model");
        try {
            return Answer.json(new Reloaded(models.reload(name), "reloaded"));
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("not reloaded, the old model stays: {}", e.getMessage());
            throw new WireException(
                    409,
                    ErrorType.BACKEND,
                    "not reloaded, the old model stays: it cannot be opened, or does not repeat its golden scores; the"
                            + " log says which");
        }
    }
}
