package merit.preference.format;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.ObjectNode;

/** One object a line; as an array, with commas between the lines and brackets around them. */
final class JsonSink implements RowSink {
    private final OutputStream bytes;
    private final boolean array;
    private boolean any;

    JsonSink(OutputStream bytes, boolean array) {
        this.bytes = bytes;
        this.array = array;
    }

    @Override
    public void write(ObjectNode row) throws IOException {
        if (array) {
            put(any ? ",\n" : "[\n");
        }
        any = true;
        bytes.write(Json.MAPPER.writeValueAsBytes(row));
        if (!array) {
            bytes.write('\n');
        }
    }

    @Override
    public void finish() throws IOException {
        if (array) {
            put(any ? "\n]\n" : "[]\n");
        }
        bytes.close();
    }

    @Override
    public void abandon() throws IOException {
        bytes.close();
    }

    private void put(String text) throws IOException {
        bytes.write(text.getBytes(StandardCharsets.US_ASCII));
    }
}
