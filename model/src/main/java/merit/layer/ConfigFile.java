package merit.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/**
 * A {@code config.json}, read key by key. A key that is not there has the default that is given, which should be transformers'
 * own; whatever is wrong is told with file and key.
 *
 * @param source the file, as the user knows it
 * @param json its content
 */
public record ConfigFile(String source, JsonNode json) {
    /** Whether the key is there and not null. */
    public boolean has(String key) {
        JsonNode found = json.get(key);
        return found != null && !found.isNull();
    }

    /** A whole number. */
    public int number(String key, int otherwise) {
        JsonNode found = json.get(key);
        if (found == null || found.isNull()) {
            return otherwise;
        }
        if (!found.isIntegralNumber() || !found.canConvertToInt()) {
            throw wrong(key + ": found " + found + ", need a whole number");
        }
        return found.asInt();
    }

    /** A whole number from 1. */
    public int count(String key, int otherwise) {
        int found = number(key, otherwise);
        if (found < 1) {
            throw wrong(key + ": found " + found + ", need 1 or more");
        }
        return found;
    }

    /** A finite number. */
    public double fraction(String key, double otherwise) {
        JsonNode found = json.get(key);
        if (found == null || found.isNull()) {
            return otherwise;
        }
        if (!found.isNumber() || !Double.isFinite(found.asDouble())) {
            throw wrong(key + ": found " + found + ", need a number");
        }
        return found.asDouble();
    }

    /** What is added to a variance: a number above 0. */
    public double epsilon(String key, double otherwise) {
        double found = fraction(key, otherwise);
        if (!(found > 0)) {
            throw wrong(key + ": found " + found + ", need more than 0");
        }
        return found;
    }

    public boolean flag(String key, boolean otherwise) {
        JsonNode found = json.get(key);
        if (found == null || found.isNull()) {
            return otherwise;
        }
        if (!found.isBoolean()) {
            throw wrong(key + ": found " + found + ", need true or false");
        }
        return found.asBoolean();
    }

    public String text(String key, String otherwise) {
        JsonNode found = json.get(key);
        if (found == null || found.isNull()) {
            return otherwise;
        }
        if (!found.isString()) {
            throw wrong(key + ": found " + found + ", need text");
        }
        return found.asString();
    }

    /** The function that a key names. */
    public Activation activation(String key, Activation otherwise) {
        String name = text(key, otherwise.wireName());
        return Activation.named(name)
                .orElseThrow(() -> wrong(key + " is \"" + name + "\", need one of " + Activation.names()));
    }

    /** Refuses a setting under which transformers would compute something else than is supported. */
    public void only(String key, String need) {
        JsonNode found = json.get(key);
        if (found != null
                && !found.isNull()
                && !found.asString(found.toString()).equals(need)) {
            throw wrong(key + " is " + found + ", need " + need + ": nothing else is supported for model_type "
                    + text("model_type", "?"));
        }
    }

    /** Refuses heads that do not share the hidden size. */
    public void sharedBy(String sizeKey, int size, String headsKey, int heads) {
        if (size % heads != 0) {
            throw wrong(sizeKey + " " + size + " is not a multiple of " + headsKey + " " + heads
                    + ": need heads of one size");
        }
    }

    /**
     * The names of a classifier's outputs, in order: {@code id2label}, else {@code LABEL_0} and so on; distinct.
     *
     * @param labels how many outputs the weights have
     * @throws IllegalArgumentException where the file says that there are more or fewer
     */
    public List<String> labels(int labels) {
        JsonNode named = json.path("id2label");
        int said = named.isObject() ? named.size() : number("num_labels", labels);
        if (said != labels) {
            throw wrong("id2label names " + said + " labels, the weights of the head have " + labels
                    + "; save the model again");
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < labels; i++) {
            String name = named.path(Integer.toString(i)).asString("LABEL_" + i);
            names.add(names.contains(name) ? name + "_" + i : name);
        }
        return names;
    }

    /** An error in this file. */
    public IllegalArgumentException wrong(String message) {
        return new IllegalArgumentException(Objects.requireNonNull(source) + ": " + message);
    }
}
