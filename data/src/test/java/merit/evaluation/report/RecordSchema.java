package merit.evaluation.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The JSON schema of a record as it is written: every component required, what may be null said so, nothing else allowed. */
final class RecordSchema {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    /** By name, in the order of names. */
    private final Map<String, ObjectNode> definitions = new TreeMap<>();

    private RecordSchema() {}

    /** Over several lines, with a line feed at the end. */
    static String of(Class<? extends Record> type, String title) {
        RecordSchema schema = new RecordSchema();
        ObjectNode root = MAPPER.createObjectNode();
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        root.put("title", title);
        root.put("$ref", schema.reference(type));
        ObjectNode all = root.putObject("$defs");
        all.set("number", number());
        schema.definitions.forEach(all::set);
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    }

    /** JSON has no infinity, so bounds that do not exist are texts. */
    private static ObjectNode number() {
        ObjectNode number = MAPPER.createObjectNode();
        ArrayNode either = number.putArray("anyOf");
        either.addObject().put("type", "number");
        either.addObject().putArray("enum").add("-Infinity").add("Infinity").add("NaN");
        return number;
    }

    private String reference(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        String name = (outer == null ? "" : outer.getSimpleName() + ".") + type.getSimpleName();
        if (!definitions.containsKey(name)) {
            definitions.put(name, MAPPER.createObjectNode());
            definitions.put(name, object(type));
        }
        return "#/$defs/" + name;
    }

    private ObjectNode object(Class<?> type) {
        ObjectNode object = MAPPER.createObjectNode();
        object.put("type", "object");
        ObjectNode properties = object.putObject("properties");
        ArrayNode required = object.putArray("required");
        for (RecordComponent component : type.getRecordComponents()) {
            properties.set(component.getName(), value(component.getAnnotatedType()));
            required.add(component.getName());
        }
        Map<String, AnnotatedType> written = new TreeMap<>();
        Arrays.stream(type.getDeclaredMethods())
                .filter(RecordSchema::isWritten)
                .forEach(method -> written.put(property(method), method.getAnnotatedReturnType()));
        written.forEach((name, returned) -> {
            properties.set(name, value(returned));
            required.add(name);
        });
        object.put("additionalProperties", false);
        return object;
    }

    /** Jackson writes what is marked, and what is called {@code is...}. */
    private static boolean isWritten(Method method) {
        boolean question = method.getName().matches("is[A-Z].*") && method.getReturnType() == boolean.class;
        return method.getParameterCount() == 0 && (question || method.isAnnotationPresent(JsonProperty.class));
    }

    private static String property(Method method) {
        String name = method.getName();
        return name.startsWith("is") ? Character.toLowerCase(name.charAt(2)) + name.substring(3) : name;
    }

    private ObjectNode value(AnnotatedType annotated) {
        ObjectNode value =
                annotated instanceof AnnotatedParameterizedType generic ? generic(generic) : value(annotated.getType());
        if (!annotated.isAnnotationPresent(Nullable.class)) {
            return value;
        }
        ObjectNode either = MAPPER.createObjectNode();
        either.putArray("anyOf").add(value).addObject().put("type", "null");
        return either;
    }

    private ObjectNode generic(AnnotatedParameterizedType annotated) {
        Class<?> raw = (Class<?>) ((ParameterizedType) annotated.getType()).getRawType();
        AnnotatedType[] inside = annotated.getAnnotatedActualTypeArguments();
        ObjectNode value = MAPPER.createObjectNode();
        if (Collection.class.isAssignableFrom(raw)) {
            value.put("type", "array").set("items", value(inside[0]));
        } else {
            value.put("type", "object").set("additionalProperties", value(inside[1]));
        }
        return value;
    }

    private ObjectNode value(Type type) {
        ObjectNode value = MAPPER.createObjectNode();
        if (type == double.class || type == Double.class) {
            value.put("$ref", "#/$defs/number");
        } else if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            value.put("type", "integer");
        } else if (type == boolean.class || type == Boolean.class) {
            value.put("type", "boolean");
        } else if (type == String.class) {
            value.put("type", "string");
        } else if (type instanceof Class<?> found && found.isEnum()) {
            ArrayNode names = value.putArray("enum");
            Arrays.stream(found.getEnumConstants()).forEach(one -> names.add(((Enum<?>) one).name()));
        } else if (type instanceof Class<?> found && found.isRecord()) {
            value.put("$ref", reference(found));
        }
        return value; // anything, where it may be anything
    }
}
