package merit.preference.format;

import tools.jackson.databind.JsonNode;

/** The beginning of something, for a message. */
final class Excerpt {
    private static final int LENGTH = 60;

    private Excerpt() {}

    static String of(JsonNode node) {
        return of(node.toString());
    }

    static String of(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= LENGTH ? line : line.substring(0, LENGTH) + "…";
    }
}
