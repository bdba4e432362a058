package merit.tokenizer;

import ai.djl.huggingface.tokenizers.jni.CharSpan;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One tokenizer of the Hugging Face library, held by its native handle. It is called below DJL's own front class, which asks
 * for everything an encoding holds (a string and an object a token) where mostly only the ids are wanted.
 *
 * <p>Thread-safe: encodings run side by side; closing waits for them.
 */
final class NativeTokenizer implements AutoCloseable {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private long handle;

    /**
     * @param json a whole {@code tokenizer.json}
     * @throws IllegalArgumentException where the library cannot read it
     */
    NativeTokenizer(String json) {
        TokenizerLibrary.load();
        try {
            handle = TokenizersLibrary.LIB.createTokenizerFromString(json);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("cannot read tokenizer.json: " + e.getMessage(), e);
        }
    }

    /** What one native encoding is asked for; spans only where they are wanted, since they cost an object a token. */
    @SuppressWarnings("ArrayRecordComponent") // read, never compared
    record Encoded(int[] ids, int[] segments, int[] sequences, CharSpan @Nullable [] spans) {}

    int[] ids(String text, boolean addSpecialTokens) {
        return encode(text, null, addSpecialTokens, encoding -> toInts(TokenizersLibrary.LIB.getTokenIds(encoding)));
    }

    Encoded encode(String first, @Nullable String second, boolean addSpecialTokens, boolean spans) {
        return encode(
                first,
                second,
                addSpecialTokens,
                encoding -> new Encoded(
                        toInts(TokenizersLibrary.LIB.getTokenIds(encoding)),
                        toInts(TokenizersLibrary.LIB.getTypeIds(encoding)),
                        toInts(TokenizersLibrary.LIB.getSequenceIds(encoding)),
                        spans ? TokenizersLibrary.LIB.getTokenCharSpans(encoding) : null));
    }

    String decode(int[] ids, boolean skipSpecialTokens) {
        lock.readLock().lock();
        try {
            long[] wide = new long[ids.length];
            for (int i = 0; i < ids.length; i++) {
                wide[i] = ids[i];
            }
            return TokenizersLibrary.LIB.decode(openHandle(), wide, skipSpecialTokens);
        } finally {
            lock.readLock().unlock();
        }
    }

    private <T> T encode(String first, @Nullable String second, boolean addSpecialTokens, LongFunction<T> read) {
        lock.readLock().lock();
        try {
            TokenizersLibrary library = TokenizersLibrary.LIB;
            long encoding = second == null
                    ? library.encode(openHandle(), wellFormed(first), addSpecialTokens)
                    : library.encodeDual(openHandle(), wellFormed(first), wellFormed(second), addSpecialTokens);
            try {
                return read.apply(encoding);
            } finally {
                library.deleteEncoding(encoding);
            }
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Half a surrogate pair is no character, and the native side ends the process over one: it becomes U+FFFD. */
    static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return text.codePoints()
                        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
            }
        }
        return text;
    }

    private static int[] toInts(long[] values) {
        int[] ints = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            ints[i] = (int) values[i];
        }
        return ints;
    }

    private long openHandle() {
        if (handle == 0) {
            throw new IllegalStateException("this tokenizer is closed: open it again, or close it later");
        }
        return handle;
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (handle != 0) {
                TokenizersLibrary.LIB.deleteTokenizer(handle);
                handle = 0;
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}
