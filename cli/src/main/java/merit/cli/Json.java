package merit.cli;

import tools.jackson.databind.ObjectMapper;

/** Results for machines. */
final class Json {
    static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    /** Over several lines, for a result that is one document. */
    static String pretty(Object value) {
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
    }
}
