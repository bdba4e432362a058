package merit.serving;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/** Holds requests and answers against the interface as it is written down. */
final class OpenApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode DOCUMENT = JSON.valueToTree(Pages.openApi());
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();

    private OpenApi() {}

    /** Fails where the document has no such answer, or this one is otherwise. */
    static void check(String method, String path, int status, String body) {
        JsonNode operation = DOCUMENT.path("paths").path(path).path(method.toLowerCase(Locale.ROOT));
        assertThat(operation.isObject())
                .as("openapi.yaml has " + method + " " + path)
                .isTrue();
        JsonNode responses = operation.path("responses");
        JsonNode response = responses.path(Integer.toString(status));
        JsonNode content = (response.isMissingNode() ? responses.path("default") : response).path("content");
        JsonNode schema = content.path("application/json").path("schema");
        if (!schema.isMissingNode()) {
            assertValid(schema, body, method + " " + path + " " + status + ": " + body);
        }
    }

    /** Fails where this is not how the document writes failures, of whatever path. */
    static void checkFailure(String body, String name) {
        assertValid(DOCUMENT.at("/components/schemas/Failure"), body, name + ": " + body);
    }

    /** Fails where the document does not allow a request that was answered. */
    static void checkRequest(String path, String body) {
        assertValid(content(path).path("schema"), body, "POST " + path + " with " + body);
    }

    private static JsonNode content(String path) {
        return DOCUMENT.path("paths").path(path).at("/post/requestBody/content/application~1json");
    }

    /** Fails where the document does not allow the requests that it gives as examples; returns how many there are. */
    static int checkExamples() {
        int count = 0;
        for (String path : DOCUMENT.path("paths").propertyNames()) {
            for (JsonNode example : content(path).path("examples")) {
                checkRequest(path, example.path("value").toString());
                count++;
            }
        }
        return count;
    }

    private static void assertValid(JsonNode schema, String body, String name) {
        assertThat(schema.isMissingNode()).as(name + " has a schema").isFalse();
        assertThat(SCHEMAS.computeIfAbsent(schema.toString(), OpenApi::schema).validate(body, InputFormat.JSON))
                .as(name)
                .isEmpty();
    }

    private static Schema schema(String text) {
        ObjectNode whole = (ObjectNode) JSON.readTree(text);
        whole.set("components", DOCUMENT.path("components"));
        return REGISTRY.getSchema(whole.toString());
    }
}
