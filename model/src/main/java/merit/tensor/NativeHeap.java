package merit.tensor;

import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * The C library's heap, where tensors lie. What they free stays there in pieces, many of which fit no later tensor: in training
 * on texts of all lengths it grows to several times what is in use. Trimming gives the free pages back to the system.
 */
final class NativeHeap {
    private static final String COMMANDS = "com.sun.management:type=DiagnosticCommand";
    private static final String TRIM = "systemTrimNativeHeap";
    /** Some seconds of work for two cores, of which a trim takes about a tenth. */
    private static final long TOKENS_A_TRIM = 1 << 15;

    private static final AtomicLong COMPUTED = new AtomicLong();

    private NativeHeap() {}

    /** Counts tokens that went through a model, and trims once in a while. */
    static void computed(long tokens) {
        long before = COMPUTED.getAndAdd(tokens);
        if (before / TOKENS_A_TRIM < (before + tokens) / TOKENS_A_TRIM) {
            trim();
        }
    }

    /** On Linux with glibc, from Java 17.0.9 on; elsewhere does nothing. */
    static void trim() {
        try {
            ManagementFactory.getPlatformMBeanServer().invoke(new ObjectName(COMMANDS), TRIM, null, null);
        } catch (JMException e) {
            // an older Java, or another C library: nothing to trim
        }
    }
}
