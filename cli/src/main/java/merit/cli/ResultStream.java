package merit.cli;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Standard output that remembers why it could not be written: a plain PrintStream only tells that. */
final class ResultStream extends PrintStream {
    private final Recorder recorder;

    private ResultStream(Recorder recorder) {
        super(new BufferedOutputStream(recorder), false, StandardCharsets.UTF_8);
        this.recorder = recorder;
    }

    static ResultStream to(OutputStream bytes) {
        return new ResultStream(new Recorder(bytes));
    }

    /** The first failure, or null. */
    @Nullable
    IOException failure() {
        return recorder.failure;
    }

    private static final class Recorder extends FilterOutputStream {
        private volatile @Nullable IOException failure;

        private Recorder(OutputStream bytes) {
            super(bytes);
        }

        @Override
        public void write(byte[] bytes, int start, int length) throws IOException {
            try {
                out.write(bytes, start, length);
            } catch (IOException e) {
                failure = failure == null ? e : failure;
                throw e;
            }
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }
    }
}
