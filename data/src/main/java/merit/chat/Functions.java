package merit.chat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The functions that every chat template sees. The clock is the renderer's own, see {@link ChatTemplate}. */
final class Functions {
    private Functions() {}

    /** A function by its name, or undefined. */
    static Object global(String name) {
        return switch (name) {
            case "range" -> (Callable) Functions::range;
            case "namespace" ->
                (Callable) arguments -> {
                    Map<String, @Nullable Object> values =
                            new HashMap<>(arguments.atMost(0, names(arguments)).named());
                    return new Namespace(values);
                };
            case "dict" -> (Callable) Functions::mapping;
            case "raise_exception" ->
                (Callable) arguments -> {
                    throw new ChatTemplateException("the chat template refuses the conversation: "
                            + Values.printed(arguments.need(0, "message")) + "; name another with --template, or leave"
                            + " such conversations out");
                };
            case "lipsum", "cycler", "joiner", "caller", "varargs", "kwargs", "self" ->
                throw ChatTemplateException.unknown("the name " + name);
            default -> new Undefined("\"" + name + "\"");
        };
    }

    private static String[] names(Arguments arguments) {
        return arguments.named().keySet().toArray(String[]::new);
    }

    private static List<@Nullable Object> range(Arguments arguments) {
        boolean bounded = arguments.atMost(3).values().size() > 1;
        long start = bounded ? arguments.number(0, "start", 0) : 0;
        long stop = arguments.number(bounded ? 1 : 0, "stop", 0);
        long step = arguments.number(2, "step", 1);
        if (step == 0 || Math.abs((stop - start) / step) > 100_000) {
            throw ChatTemplateException.unknown("a range of step 0 or beyond 100,000");
        }
        List<@Nullable Object> numbers = new ArrayList<>();
        for (long i = start; step > 0 ? i < stop : i > stop; i += step) {
            numbers.add(i);
        }
        return numbers;
    }

    private static Map<Text, @Nullable Object> mapping(Arguments arguments) {
        Map<Text, @Nullable Object> mapping = new LinkedHashMap<>();
        arguments.atMost(0, names(arguments)).named().forEach((name, value) -> mapping.put(Text.of(name), value));
        return mapping;
    }
}
