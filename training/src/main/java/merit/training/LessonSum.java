package merit.training;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import merit.loss.PairTargets;

/** CRC-32C of all that training sees of its data, in their order. */
final class LessonSum {
    private final CRC32C sum = new CRC32C();

    private LessonSum() {}

    /** Eight hexadecimal digits. */
    static String of(Lessons lessons) {
        LessonSum all = new LessonSum();
        lessons.rows().forEach(row -> {
            all.add(row.ids());
            all.add(row.segments());
        });
        for (int label = 0; label < lessons.size(); label++) {
            all.add(lessons.rowsOf(label));
        }
        lessons.byPrompt()
                .forEach(
                        items -> { // which the order of an epoch follows
                            all.add(items);
                            all.add(lessons.labels(items));
                        });
        if (lessons instanceof EncodedPairs pairs) {
            all.addTargets(pairs);
        } else if (lessons instanceof GradedRows graded) {
            graded.grades().forEach(all::add);
        }
        return String.format("%08x", all.sum.getValue());
    }

    private void addTargets(EncodedPairs pairs) {
        add(pairs.outputs());
        PairTargets targets = pairs.targets(IntStream.range(0, pairs.size()).toArray());
        for (float[] values : List.of(targets.probabilities(), targets.margins(), targets.weights())) {
            add(IntStream.range(0, values.length)
                    .map(i -> Float.floatToIntBits(values[i]))
                    .toArray());
        }
    }

    private void add(GradedRows.Grade grade) {
        long value = Double.doubleToLongBits(grade.value());
        add(new int[] {grade.output(), (int) (value >>> 32), (int) value, Float.floatToIntBits(grade.weight())});
    }

    /** With their number before them, so that no two lists run together to the same bytes. */
    private void add(int[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * (1 + values.length));
        bytes.putInt(values.length).asIntBuffer().put(values);
        sum.update(bytes.array());
    }
}
