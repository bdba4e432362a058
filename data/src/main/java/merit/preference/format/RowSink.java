package merit.preference.format;

import java.io.IOException;
import tools.jackson.databind.node.ObjectNode;

/** Writes rows in one form. */
interface RowSink {
    void write(ObjectNode row) throws IOException;

    /** Writes what is still open and closes the bytes. */
    void finish() throws IOException;

    /** Closes without finishing, and removes what was made beside the output. */
    void abandon() throws IOException;
}
