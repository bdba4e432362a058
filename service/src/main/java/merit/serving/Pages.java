package merit.serving;

import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import merit.serving.HttpFront.Door;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * What people look at: the page at {@code /}, the interface at {@code /openapi.json} and {@code /docs}. Nothing in them comes from
 * anywhere but this server, and the browser is told to see to that.
 */
final class Pages {
    private static final String SWAGGER = "/META-INF/resources/webjars/swagger-ui/5.34.1/";
    private static final String HTML = "text/html; charset=utf-8";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String FRAMES = "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final HttpFront front;

    Pages(HttpFront front) {
        this.front = front;
    }

    void addTo(RoutesConfig routes) {
        add(routes, "/", Pages::page);
        add(routes, "/openapi.json", () -> Answer.json(openApi()));
        String docs = "default-src 'none'; connect-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
                + "script-src 'self'" + FRAMES;
        add(routes, "/docs", () -> Answer.text(HTML, text("docs.html")).with(Map.of("Content-Security-Policy", docs)));
        add(routes, "/docs/start.js", () -> Answer.text(SCRIPT, text("docs.js")));
        add(routes, "/docs/swagger-ui-bundle.js", () -> Answer.text(SCRIPT, text(SWAGGER + "swagger-ui-bundle.js")));
        add(
                routes,
                "/docs/swagger-ui.css",
                () -> Answer.text("text/css; charset=utf-8", text(SWAGGER + "swagger-ui.css")));
    }

    private static Answer page() {
        String page = text("page.html");
        return Answer.text(HTML, page).with(Map.of("Content-Security-Policy", policy(page)));
    }

    private void add(RoutesConfig routes, String path, Supplier<Answer> making) {
        Made made = new Made(making);
        routes.get(path, front.handler(path, Door.OPEN, (trace, body) -> made.answer()));
    }

    /** An answer that is made when it is asked for the first time: reading the interface is a sixth of a server's start. */
    private static final class Made {
        private final Supplier<Answer> making;
        private @Nullable Answer answer;

        Made(Supplier<Answer> making) {
            this.making = making;
        }

        synchronized Answer answer() {
            if (answer == null) {
                answer = making.get();
            }
            return answer;
        }
    }

    /** The interface as plain maps and lists. */
    static Object openApi() {
        return new Load(LoadSettings.builder().build()).loadFromString(text("openapi.yaml"));
    }

    /** The policy of a page with one style and one script of its own, which asks only its own server. */
    static String policy(String page) {
        return "default-src 'none'; connect-src 'self'; img-src data:; style-src '" + hashOf(page, "style")
                + "'; script-src '" + hashOf(page, "script") + "'" + FRAMES;
    }

    /** What a content security policy calls the one inline element of this kind. */
    private static String hashOf(String page, String element) {
        int from = page.indexOf("<" + element + ">") + element.length() + 2;
        String content = page.substring(from, page.indexOf("</" + element + ">", from));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** What stands in a resource. */
    static String text(String resource) {
        try (InputStream in = Objects.requireNonNull(Pages.class.getResourceAsStream(resource), resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
