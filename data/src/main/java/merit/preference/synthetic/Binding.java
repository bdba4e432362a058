package merit.preference.synthetic;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one question speaks of.
 *
 * @param row of the form's table
 * @param values of slots, columns and derived values by name
 */
record Binding(int row, Map<String, String> values) {
    Binding with(String name, String value) {
        Map<String, String> changed = new LinkedHashMap<>(values);
        changed.put(name, value);
        return new Binding(row, changed);
    }
}
