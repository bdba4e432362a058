package merit.tensor;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that a pickle of tensors may name, and what it makes: no class is looked up by a name from a file, and nothing of a file is
 * ever run.
 */
final class TensorGlobals {
    private static final String ORDERED = "collections.OrderedDict";
    private static final String TENSOR = "torch._utils._rebuild_tensor_v2";
    private static final String PARAMETER = "torch._utils._rebuild_parameter";
    private static final Set<String> FUNCTIONS = Set.of(ORDERED, TENSOR, PARAMETER);

    /** A name that the file gives, for one of Python's functions or classes. */
    record Global(String name) {}

    /** Python's tuple. */
    record Tuple(List<Object> items) {}

    /** Python's list; it grows while it is read. */
    record Listing(List<Object> items) {}

    /** Python's dictionary; it grows while it is read. */
    record Dictionary(Map<Object, Object> entries) {}

    private TensorGlobals() {}

    /** A name that is allowed. */
    static Global named(String name) {
        if (!FUNCTIONS.contains(name) && ElementType.ofStorage(name).isEmpty()) {
            throw new IllegalArgumentException("its pickle names " + name
                    + ", need nothing but tensors and their storages; nothing of it was run");
        }
        return new Global(name);
    }

    /** What a function gives for its arguments. */
    static Object call(Object function, Object arguments) {
        if (!(function instanceof Global global) || !(arguments instanceof Tuple given)) {
            throw otherArguments(function);
        }
        return switch (global.name()) {
            case ORDERED -> emptyDictionary(given);
            case TENSOR -> tensor(given);
            case PARAMETER -> parameter(given);
            default -> throw otherArguments(function);
        };
    }

    private static IllegalArgumentException otherArguments(Object function) {
        return new IllegalArgumentException(
                "its pickle calls " + describe(function) + " with other arguments than PyTorch writes");
    }

    private static Dictionary emptyDictionary(Tuple given) {
        if (!given.items().isEmpty()) {
            throw otherArguments(new Global(ORDERED));
        }
        return new Dictionary(new LinkedHashMap<>());
    }

    /** {@code _rebuild_parameter(tensor, requires_grad, hooks)}. */
    private static PickledTensor parameter(Tuple given) {
        if (!given.items().isEmpty() && given.items().get(0) instanceof PickledTensor tensor) {
            return tensor;
        }
        throw otherArguments(new Global(PARAMETER));
    }

    /** {@code _rebuild_tensor_v2(storage, first element, sizes, strides, requires_grad, hooks)}. */
    private static PickledTensor tensor(Tuple given) {
        List<Object> arguments = given.items();
        if (arguments.size() >= 4
                && arguments.get(0) instanceof PickledStorage storage
                && arguments.get(1) instanceof Long start
                && arguments.get(2) instanceof Tuple sizes
                && arguments.get(3) instanceof Tuple strides) {
            return new PickledTensor(storage, start, numbers(sizes), numbers(strides));
        }
        throw otherArguments(new Global(TENSOR));
    }

    private static List<Long> numbers(Tuple tuple) {
        if (!tuple.items().stream().allMatch(Long.class::isInstance)) {
            throw new IllegalArgumentException("its pickle gives a tensor sizes or strides that are no whole numbers");
        }
        return tuple.items().stream().map(Long.class::cast).toList();
    }

    /** {@code ("storage", class, key, device, number of elements)}, the only thing kept beside the pickle. */
    static PickledStorage storage(Object id) {
        if (id instanceof Tuple tuple
                && tuple.items().size() == 5
                && tuple.items().get(0).equals("storage")
                && tuple.items().get(1) instanceof Global kind
                && tuple.items().get(2) instanceof String key
                && tuple.items().get(4) instanceof Long elements
                && ElementType.ofStorage(kind.name()).isPresent()) {
            return new PickledStorage(key, ElementType.ofStorage(kind.name()).get(), elements);
        }
        throw new IllegalArgumentException("its pickle refers to something beside it that is no storage of a tensor");
    }

    /** A value, for people. */
    static String describe(Object value) {
        if (value instanceof Global global) {
            return global.name();
        }
        if (value instanceof PickledTensor) {
            return "a tensor";
        }
        if (value instanceof Tuple || value instanceof Listing) {
            return "a list";
        }
        if (value instanceof Dictionary) {
            return "a dictionary";
        }
        return value instanceof String ? "a text" : "a number or None";
    }
}
