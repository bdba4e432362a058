package merit.tokenizer;

import ai.djl.huggingface.tokenizers.jni.LibUtils;

/** The native library that tokenizes. Loaded with the first tokenizer, or before by who has the time. Thread-safe. */
public final class TokenizerLibrary {
    /** The library's own switch to the plain build; without it a machine with CUDA would download another one. */
    private static final String FLAVOR = "RUST_FLAVOR";

    private TokenizerLibrary() {}

    /** Unpacks it where that was not done before, and loads it, once. */
    public static synchronized void load() {
        String before = System.getProperty(FLAVOR);
        System.setProperty(FLAVOR, before == null ? "cpu" : before);
        try {
            LibUtils.checkStatus();
        } finally {
            if (before == null) {
                System.clearProperty(FLAVOR);
            }
        }
    }
}
