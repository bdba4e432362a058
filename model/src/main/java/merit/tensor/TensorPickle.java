package merit.tensor;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import merit.tensor.TensorGlobals.Dictionary;
import merit.tensor.TensorGlobals.Listing;
import merit.tensor.TensorGlobals.Tuple;

/**
 * Reads the pickle of a {@code torch.save} file as data: a machine with a stack and a memo that knows the instructions which
 * PyTorch writes (protocol 2; the names are those of Python's {@code pickletools}) and builds plain values, lists, dictionaries
 * and tensors, by {@link TensorGlobals}. Any other instruction is refused.
 */
final class TensorPickle {
    private static final int LARGEST_NUMBER = 8;

    /** Python's None. */
    private enum None {
        NONE
    }

    private final ByteBuffer bytes;
    private final PickleStack stack = new PickleStack();
    private final Map<Integer, Object> memo = new HashMap<>();

    private TensorPickle(byte[] pickle) {
        bytes = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * The tensors of a pickled dictionary, by name.
     *
     * @throws IllegalArgumentException where it holds anything else; the message ends a sentence that begins with the file
     */
    static Map<String, PickledTensor> read(byte[] pickle) {
        Object top;
        try {
            top = new TensorPickle(pickle).run();
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("its pickle ends early", e);
        }
        if (!(top instanceof Dictionary dictionary)) {
            throw new IllegalArgumentException("it holds " + TensorGlobals.describe(top)
                    + ", need a dictionary of tensors by name, as torch.save(model.state_dict(), ...) writes");
        }
        Map<String, PickledTensor> tensors = new LinkedHashMap<>();
        dictionary.entries().forEach((name, value) -> {
            if (!(name instanceof String text) || !(value instanceof PickledTensor tensor)) {
                throw new IllegalArgumentException("under \"" + name + "\" it holds " + TensorGlobals.describe(value)
                        + ", need tensors alone, as torch.save(model.state_dict(), ...) writes");
            }
            tensors.put(text, tensor);
        });
        return tensors;
    }

    private Object run() {
        while (true) {
            int opcode = bytes.get() & 0xff;
            if (opcode == '.') { // STOP
                return stack.pop();
            }
            if (!constant(opcode) && !memory(opcode) && !container(opcode) && !object(opcode)) {
                throw new IllegalArgumentException(String.format(
                        "its pickle holds the instruction 0x%02x, need only those that torch.save writes; nothing of it"
                                + " was run",
                        opcode));
            }
        }
    }

    /** Values that stand in the pickle itself. */
    private boolean constant(int opcode) {
        switch (opcode) {
            case 'N' -> stack.push(None.NONE);
            case 0x88, 0x89 -> stack.push(opcode == 0x88); // NEWTRUE, NEWFALSE
            case 'K' -> stack.push((long) unsignedByte()); // BININT1
            case 'M' -> stack.push((long) (bytes.getShort() & 0xffff)); // BININT2
            case 'J' -> stack.push((long) bytes.getInt()); // BININT
            case 0x8a -> stack.push(longNumber()); // LONG1
            case 'G' -> stack.push(Double.longBitsToDouble(Long.reverseBytes(bytes.getLong()))); // BINFLOAT
            case 'X' -> stack.push(text(bytes.getInt())); // BINUNICODE
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean memory(int opcode) {
        switch (opcode) {
            case 0x80 -> unsignedByte(); // PROTO
            case 'q' -> memo.put(unsignedByte(), stack.top()); // BINPUT
            case 'r' -> memo.put(bytes.getInt(), stack.top()); // LONG_BINPUT
            case 'h' -> stack.push(remembered(unsignedByte())); // BINGET
            case 'j' -> stack.push(remembered(bytes.getInt())); // LONG_BINGET
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean container(int opcode) {
        switch (opcode) {
            case '(' -> stack.mark(); // MARK
            case ')' -> stack.push(new Tuple(List.of())); // EMPTY_TUPLE
            case 't' -> stack.push(new Tuple(stack.popToMark())); // TUPLE
            case 0x85, 0x86, 0x87 -> stack.push(new Tuple(stack.pop(opcode - 0x84))); // TUPLE1, TUPLE2, TUPLE3
            case ']' -> stack.push(new Listing(new ArrayList<>())); // EMPTY_LIST
            case '}' -> stack.push(new Dictionary(new LinkedHashMap<>())); // EMPTY_DICT
            case 'a' -> append(stack.pop(1)); // APPEND
            case 'e' -> append(stack.popToMark()); // APPENDS
            case 's' -> put(stack.pop(2)); // SETITEM
            case 'u' -> put(stack.popToMark()); // SETITEMS
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean object(int opcode) {
        switch (opcode) {
            case 'c' -> stack.push(TensorGlobals.named(line() + "." + line())); // GLOBAL
            case 'Q' -> stack.push(TensorGlobals.storage(stack.pop())); // BINPERSID
            case 'R' -> { // REDUCE
                Object arguments = stack.pop();
                stack.push(TensorGlobals.call(stack.pop(), arguments));
            }
            case 'b' -> { // BUILD: what a state dictionary says of the versions of its modules
                stack.pop();
                dictionary();
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private int unsignedByte() {
        return bytes.get() & 0xff;
    }

    /** A whole number in two's complement, lowest byte first. */
    private long longNumber() {
        int length = unsignedByte();
        if (length > LARGEST_NUMBER) {
            throw new IllegalArgumentException("its pickle holds a number of " + length + " bytes, need at most 8");
        }
        long number = 0;
        for (int i = 0; i < length; i++) {
            long next = i == length - 1 ? bytes.get() : unsignedByte(); // the last one has the sign
            number |= next << (Byte.SIZE * i);
        }
        return number;
    }

    private String text(int length) {
        if (length < 0 || length > bytes.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] encoded = new byte[length];
        bytes.get(encoded);
        return new String(encoded, StandardCharsets.UTF_8);
    }

    private String line() {
        StringBuilder line = new StringBuilder();
        for (int next = unsignedByte(); next != '\n'; next = unsignedByte()) {
            line.append((char) next);
        }
        return line.toString();
    }

    private Object remembered(int index) {
        Object value = memo.get(index);
        if (value == null) {
            throw PickleStack.broken();
        }
        return value;
    }

    private void append(List<Object> values) {
        if (!(stack.top() instanceof Listing list)) {
            throw PickleStack.broken();
        }
        list.items().addAll(values);
    }

    private void put(List<Object> keysAndValues) {
        Map<Object, Object> entries = dictionary().entries();
        if (keysAndValues.size() % 2 != 0) {
            throw PickleStack.broken();
        }
        for (int i = 0; i < keysAndValues.size(); i += 2) {
            Object key = keysAndValues.get(i);
            if (!(key instanceof String) && !(key instanceof Long)) {
                throw new IllegalArgumentException(
                        "its pickle holds a dictionary with " + TensorGlobals.describe(key) + " for a key, need texts");
            }
            entries.put(key, keysAndValues.get(i + 1));
        }
    }

    /** The dictionary on the stack's top. */
    private Dictionary dictionary() {
        if (!(stack.top() instanceof Dictionary dictionary)) {
            throw new IllegalArgumentException("its pickle sets parts of " + TensorGlobals.describe(stack.top())
                    + ", need nothing but dictionaries of tensors; nothing of it was run");
        }
        return dictionary;
    }
}
