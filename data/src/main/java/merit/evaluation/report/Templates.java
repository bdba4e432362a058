package merit.evaluation.report;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The texts that reports are made of: Mustache files beside this class. Every value is escaped for its format. */
final class Templates {
    private static final Mustache.Escaper MARKDOWN = Escapers.simple(new String[][] {
        {"\\", "\\\\"}, {"|", "\\|"}, {"<", "&lt;"}, {"`", "\\`"}, {"*", "\\*"}, {"[", "\\["}, {"\n", " "}, {"\r", " "}
    });

    private Templates() {}

    static String html(String name, Map<String, Object> content) {
        return render(name, Escapers.HTML, content);
    }

    static String markdown(String name, Map<String, Object> content) {
        return render(name, MARKDOWN, content);
    }

    /** Text for people that another format will escape. */
    static String plain(String name, Map<String, Object> content) {
        return render(name, Escapers.NONE, content);
    }

    private static String render(String name, Mustache.Escaper escaper, Map<String, Object> content) {
        return Mustache.compiler()
                .withEscaper(escaper)
                .withLoader(Templates::open)
                .emptyStringIsFalse(true)
                .compile(open(name))
                .execute(content);
    }

    private static Reader open(String name) {
        try (InputStream file = Templates.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException("template " + name + " is missing from the jar");
            }
            return new StringReader(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
