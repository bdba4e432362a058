package merit.tensor;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * The C library's heap, where tensors lie. What they free stays there in pieces, many of which fit no later tensor: in training
 * on texts of all lengths it grows to several times what is in use. Trimming gives the free pages back to the system.
 */
final class NativeHeap {
    private static final String COMMANDS = "com.sun.management:type=DiagnosticCommand";
    private static final String TRIM = "systemTrimNativeHeap";

    private NativeHeap() {}

    /** On Linux with glibc, from Java 17.0.9 on; elsewhere does nothing. */
    static void trim() {
        try {
            ManagementFactory.getPlatformMBeanServer().invoke(new ObjectName(COMMANDS), TRIM, null, null);
        } catch (JMException e) {
            // an older Java, or another C library: nothing to trim
        }
    }
}
