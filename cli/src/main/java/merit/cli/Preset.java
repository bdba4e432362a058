package merit.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Settings for a kind of machine, as a run file that comes with Merit. */
final class Preset {
    static final List<String> NAMES = List.of("cpu", "gpu-6gb", "gpu-12gb", "gpu-24gb", "gpu-40gb");

    private Preset() {}

    /** @throws IllegalArgumentException for a name that is none of these */
    static List<RunFile.Entry> entries(String name) throws IOException {
        if (!NAMES.contains(name)) {
            throw new IllegalArgumentException("--preset: found " + name + ", need one of " + String.join(", ", NAMES));
        }
        String file = "presets/" + name + ".yaml";
        try (InputStream text = Preset.class.getResourceAsStream(file)) {
            if (text == null) {
                throw new IllegalStateException(file);
            }
            return RunFile.read("preset " + name, new String(text.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
