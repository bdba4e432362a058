package merit.preference.synthetic;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * Reads the domains from the JSON files beside this package. {@code index.json} names them and holds the shared vocabulary and
 * the frames (who asks); a domain's file holds
 * {@code slots} (a shared list's name, a list of its own, or {@code {"from", "to", "step"}}), {@code derived},
 * {@code tables} and {@code forms}. A table's cell is one wording or a list of wordings.
 */
final class DomainFiles {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final Map<String, List<String>> shared = new LinkedHashMap<>();
    private final JsonNode index;

    private DomainFiles() {
        index = read("index");
        index.get("vocabulary").properties().forEach(list -> shared.put(list.getKey(), texts(list.getValue())));
    }

    static DomainFiles open() {
        return new DomainFiles();
    }

    /** Beginnings of prompts that say who asks; the first is empty. */
    List<String> frames() {
        return texts(index.get("frames"));
    }

    List<Domain> domains() {
        return texts(index.get("domains")).stream()
                .map(name -> domain(name, read(name)))
                .toList();
    }

    private static JsonNode read(String name) {
        String file = name + ".json";
        try (InputStream in = DomainFiles.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("domain file " + file + " is not in the jar");
            }
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Domain domain(String name, JsonNode file) {
        Map<String, Slot> slots = new LinkedHashMap<>();
        entries(index.get("slots")).forEach(slot -> slots.put(slot.getKey(), slot(slot.getKey(), slot.getValue())));
        entries(file.path("slots")).forEach(slot -> slots.put(slot.getKey(), slot(slot.getKey(), slot.getValue())));
        List<Derived> derived = entries(file.path("derived"))
                .map(value -> Derived.of(value.getKey(), value.getValue().asString()))
                .toList();
        Map<String, Table> tables = new LinkedHashMap<>();
        entries(file.path("tables")).forEach(table -> tables.put(table.getKey(), table(table.getValue())));
        List<Form> forms = new ArrayList<>();
        file.get("forms").forEach(form -> forms.add(form(form)));
        return new Domain(name, slots, derived, tables, forms);
    }

    private static Stream<Map.Entry<String, JsonNode>> entries(JsonNode object) {
        return object.properties().stream();
    }

    private Slot slot(String name, JsonNode values) {
        if (values.isString()) {
            String source = values.asString();
            if (!shared.containsKey(source)) {
                throw new IllegalStateException("slot " + name + ": no shared list " + source);
            }
            return new Slot(source, shared.get(source));
        }
        if (values.isArray()) {
            return new Slot(name, texts(values));
        }
        int from = values.get("from").asInt();
        int to = values.get("to").asInt();
        int step = values.path("step").asInt(1);
        return new Slot(
                "number",
                IntStream.rangeClosed(0, (to - from) / step)
                        .mapToObj(i -> Integer.toString(from + i * step))
                        .toList());
    }

    private static Table table(JsonNode table) {
        List<List<List<String>>> rows = new ArrayList<>();
        for (JsonNode row : table.get("rows")) {
            List<List<String>> cells = new ArrayList<>();
            row.forEach(cell -> cells.add(texts(cell)));
            rows.add(cells);
        }
        return new Table(texts(table.get("columns")), rows);
    }

    private static Form form(JsonNode form) {
        return new Form(
                form.path("table").asString(""),
                templates(form.get("ask")),
                templates(form.get("right")),
                templates(form.path("wrong")),
                texts(form.path("answer")),
                texts(form.path("swap")));
    }

    private static List<Template> templates(JsonNode node) {
        return texts(node).stream().map(Template::of).toList();
    }

    private static List<String> texts(JsonNode node) {
        if (node.isMissingNode()) {
            return List.of();
        }
        if (!node.isArray()) {
            return List.of(node.asString());
        }
        List<String> all = new ArrayList<>();
        node.forEach(text -> all.add(text.asString()));
        return all;
    }
}
