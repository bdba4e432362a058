package merit.tokenizer;

import java.util.Arrays;

/** Reads a tokenizer's {@link SpecialFrame}s off what it makes of a probe text. */
final class FrameProbe {
    /** Any text that has at least one token in any vocabulary, the unknown token included. */
    private static final String PROBE = "a";

    private FrameProbe() {}

    static SpecialFrame single(NativeTokenizer tokenizer) {
        NativeTokenizer.Encoded probe = tokenizer.encode(PROBE, null, true, false);
        int start = first(probe.sequences(), 0);
        int end = last(probe.sequences(), 0) + 1;
        return frame(probe, start, end, end, end);
    }

    static SpecialFrame pair(NativeTokenizer tokenizer) {
        NativeTokenizer.Encoded probe = tokenizer.encode(PROBE, PROBE, true, false);
        int[] sequences = probe.sequences();
        return frame(probe, first(sequences, 0), last(sequences, 0) + 1, first(sequences, 1), last(sequences, 1) + 1);
    }

    private static SpecialFrame frame(
            NativeTokenizer.Encoded probe, int firstStart, int firstEnd, int secondStart, int secondEnd) {
        int[] ids = probe.ids();
        return new SpecialFrame(
                Arrays.copyOfRange(ids, 0, firstStart),
                Arrays.copyOfRange(ids, firstEnd, secondStart),
                Arrays.copyOfRange(ids, secondEnd, ids.length),
                new SpecialFrame.Segments(
                        segment(probe, 0, firstStart),
                        segment(probe, firstStart, firstEnd),
                        segment(probe, firstEnd, secondStart),
                        segment(probe, secondStart, secondEnd),
                        segment(probe, secondEnd, ids.length)));
    }

    private static int segment(NativeTokenizer.Encoded probe, int from, int to) {
        return from < to ? probe.segments()[from] : 0;
    }

    private static int first(int[] sequences, int sequence) {
        for (int i = 0; i < sequences.length; i++) {
            if (sequences[i] == sequence) {
                return i;
            }
        }
        throw new IllegalArgumentException("cannot tell the tokenizer's control tokens: its post-processor hides text "
                + (sequence + 1) + "; need a TemplateProcessing, BertProcessing or RobertaProcessing one");
    }

    private static int last(int[] sequences, int sequence) {
        int last = first(sequences, sequence);
        for (int i = last; i < sequences.length; i++) {
            if (sequences[i] == sequence) {
                last = i;
            }
        }
        return last;
    }
}
