package merit.preference.synthetic;

import java.util.List;

/**
 * The values that a place in a template takes.
 *
 * @param source names the vocabulary: two slots of one source never hold the same value in one question
 */
record Slot(String source, List<String> values) {}
