package merit.serving.dialect;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON on the wire: read strictly and within bounds, written from records in snake_case without what is null. */
public final class Wire {
    private static final int DEPTH = 32;
    private static final int DIGITS = 100;

    /** Its classes and switches, and where it began a thing that did not end. */
    private static final Pattern OF_THE_PARSER = Pattern.compile(
            " \\((start marker|for \\w+ starting) at .*|,? \\(?from `[^`]*`\\)?|: enable `[^`]*` to allow");

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH)
                            .maxNumberLength(DIGITS)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .changeDefaultPropertyInclusion(inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
            .build();

    private Wire() {}

    /**
     * The object that a body holds.
     *
     * @throws WireException 400 where it is no JSON (bad UTF-8, nested more than 32 deep, numbers of more than 100 digits, one
     *     name twice, text after the end), 422 where it is no object
     */
    public static Body read(byte[] json) {
        JsonNode root;
        try {
            root = MAPPER.readTree(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(json))
                    .toString());
        } catch (CharacterCodingException e) {
            throw new WireException(400, ErrorType.VALIDATION, "found bytes that are no UTF-8, need a text in UTF-8");
        } catch (JacksonException e) {
            throw new WireException(
                    400,
                    ErrorType.VALIDATION,
                    "not JSON that can be read: " + complaint(e) + "; send an object in UTF-8");
        }
        if (root == null || !root.isObject()) {
            throw WireException.invalid("the body: found "
                    + Body.kind(root == null || root.isMissingNode() ? null : root) + ", need an object");
        }
        return new Body(root);
    }

    /** What the parser says, without the names that the parser has for its own parts. */
    private static String complaint(JacksonException e) {
        String message =
                String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("broken");
        String line = message.startsWith("Trailing token")
                ? "found text after its end"
                : OF_THE_PARSER.matcher(message).replaceAll("");
        String place = e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
        return (line.length() <= 160 ? line : line.substring(0, 160) + "...") + place;
    }

    public static String write(Object answer) {
        return MAPPER.writeValueAsString(answer);
    }
}
