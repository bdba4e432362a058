package merit.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A command line as a run file: one key an option, under its name in snake_case. */
final class RecipeText {
    private RecipeText() {}

    /**
     * @param comment what stands above
     * @param command a verb and its options, each with a value: {@code train --data FILE ...}
     */
    static String of(String comment, List<String> command) {
        Map<String, List<String>> options = new LinkedHashMap<>();
        for (int word = 1; word + 1 < command.size(); word += 2) {
            String key = command.get(word).substring(2).replace('-', '_');
            options.computeIfAbsent(key, first -> new ArrayList<>()).add(scalar(command.get(word + 1)));
        }
        StringBuilder text = new StringBuilder("# " + comment + "\n");
        options.forEach((key, values) -> text.append(key)
                .append(": ")
                .append(values.size() == 1 ? values.get(0) : "[" + String.join(", ", values) + "]")
                .append('\n'));
        return text.toString();
    }

    /** Numbers and truth as they are, all else as a JSON string, which YAML reads as that very text. */
    private static String scalar(String value) {
        return value.matches("-?\\d[\\d.]*(E-?\\d+)?|true|false") ? value : Json.MAPPER.writeValueAsString(value);
    }
}
