package merit.benchmark;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import merit.encoding.PromptTemplate;
import merit.encoding.Segment;
import merit.preference.PreferencePair;
import tools.jackson.databind.json.JsonMapper;

/** Pairs as JSON Lines of prompt, chosen and rejected, as the peers read them; a prompt of several turns as one text. */
final class PairFile {
    private PairFile() {}

    static Path write(Path file, List<PreferencePair> pairs) throws IOException {
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            for (PreferencePair pair : pairs) {
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("id", id(pair));
                row.put(
                        "prompt",
                        joined(PromptTemplate.PAIR.renderFirst(pair.prompt().answered(pair.chosen()))));
                row.put("chosen", pair.chosen());
                row.put("rejected", pair.rejected());
                writer.write(JsonMapper.shared().writeValueAsString(row));
                writer.newLine();
            }
        }
        return file;
    }

    /** The pair's own id, or where it stood. */
    static String id(PreferencePair pair) {
        Object id = pair.set().metadata().get("id");
        return id == null ? pair.set().origin().toString() : id.toString();
    }

    /** The text of a template's segments. */
    static String joined(List<Segment> segments) {
        StringBuilder text = new StringBuilder();
        segments.forEach(segment -> text.append(segment.text()));
        return text.toString();
    }
}
