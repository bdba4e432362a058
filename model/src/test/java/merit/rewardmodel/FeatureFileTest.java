package merit.rewardmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureFileTest {
    private static final byte[] OWNER = new byte[32];
    private static final FeatureFile.Key ONE = new FeatureFile.Key(1, -1);
    private static final FeatureFile.Key TWO = new FeatureFile.Key(2, 7);

    /** A key, two counts, three numbers, a checksum. */
    private static final int RECORD = 16 + 8 + 12 + 4;

    @TempDir
    Path folder;

    private FeatureFile open(byte[] owner, int width) throws IOException {
        return Objects.requireNonNull(FeatureFile.open(folder.resolve("features.bin"), owner, width));
    }

    private void writeTwo() throws IOException {
        try (FeatureFile file = open(OWNER, 3)) {
            file.append(List.of(ONE), List.of(new float[] {1, 2, 3}));
            file.append(List.of(TWO), List.of(new float[] {-0f, Float.MIN_VALUE, 1e30f}));
        }
    }

    private static float[] read(FeatureFile file, FeatureFile.Key key) throws IOException {
        float[] values = new float[5];
        file.read(key, values, 1);
        return values;
    }

    @Test
    void whatWasWrittenIsReadToTheBitAlsoByTheNextWhoOpensIt() throws IOException {
        writeTwo();
        try (FeatureFile file = open(OWNER, 3)) {
            assertThat(file.size()).isEqualTo(2);
            assertThat(read(file, ONE)).containsExactly(0, 1, 2, 3, 0);
            assertThat(read(file, TWO)).containsExactly(0, -0f, Float.MIN_VALUE, 1e30f, 0);
            FeatureFile.Key three = new FeatureFile.Key(3, 3);
            file.append(List.of(three), List.of(new float[] {7, 8, 9}));
            assertThat(read(file, three)).containsExactly(0, 7, 8, 9, 0);
            assertThatThrownBy(() -> file.read(new FeatureFile.Key(9, 9), new float[3], 0))
                    .hasMessageContaining("found no vector of that row");
        }
        assertThat(Files.size(folder.resolve("features.bin"))).isEqualTo(64 + 3 * RECORD);
    }

    @Test
    void aKeyMayHaveSeveralVectors() throws IOException {
        try (FeatureFile file = open(OWNER, 2)) {
            file.append(List.of(ONE, TWO), List.of(new float[] {1, 2, 3, 4}, new float[] {5, 6}));
        }
        try (FeatureFile file = open(OWNER, 2)) {
            assertThat(read(file, ONE)).containsExactly(0, 1, 2, 3, 4);
            assertThat(read(file, TWO)).containsExactly(0, 5, 6, 0, 0);
            assertThat(Files.size(file.path())).isEqualTo(64 + file.bytes(2, 3));
        }
    }

    @Test
    void ofAWriteThatDidNotComeToItsEndNothingIsKept() throws IOException {
        writeTwo();
        try (FeatureFile file = open(OWNER, 3)) {
            List<float[]> vectors = List.of(new float[3], new float[3], new float[3]);
            file.append(List.of(key(3), key(4), key(5)), vectors);
        }
        Path path = folder.resolve("features.bin");
        try (RandomAccessFile bytes = new RandomAccessFile(path.toFile(), "rw")) {
            bytes.setLength(64 + 4 * RECORD); // two of the three, each of them whole
        }
        try (FeatureFile file = open(OWNER, 3)) {
            assertThat(file.size()).isEqualTo(2);
            assertThat(file.holds(key(3))).isFalse();
        }
        assertThat(Files.size(path)).isEqualTo(64 + 2 * RECORD);
    }

    private static FeatureFile.Key key(long number) {
        return new FeatureFile.Key(number, number);
    }

    @Test
    void aHalfWrittenRecordIsCutOffAndWhatStandsBeforeItKept() throws IOException {
        writeTwo();
        Path path = folder.resolve("features.bin");
        try (RandomAccessFile bytes = new RandomAccessFile(path.toFile(), "rw")) {
            bytes.setLength(64 + RECORD + 20);
        }
        try (FeatureFile file = open(OWNER, 3)) {
            assertThat(file.holds(ONE)).isTrue();
            assertThat(file.holds(TWO)).isFalse();
            file.append(List.of(TWO), List.of(new float[] {4, 5, 6}));
            assertThat(read(file, TWO)).containsExactly(0, 4, 5, 6, 0);
        }
    }

    @Test
    void aRecordThatFailsItsChecksumIsCutOff() throws IOException {
        writeTwo();
        try (RandomAccessFile bytes =
                new RandomAccessFile(folder.resolve("features.bin").toFile(), "rw")) {
            bytes.seek(64 + RECORD + 17);
            bytes.write(bytes.read() ^ 1);
        }
        try (FeatureFile file = open(OWNER, 3)) {
            assertThat(file.size()).isEqualTo(1);
        }
    }

    @Test
    void aFileOfAnotherVersionWidthOrOwnerIsBegunAnew() throws IOException {
        writeTwo();
        try (RandomAccessFile bytes =
                new RandomAccessFile(folder.resolve("features.bin").toFile(), "rw")) {
            bytes.seek(8);
            bytes.write(99);
        }
        assertBegunAnew(OWNER, 3);
        writeTwo();
        assertBegunAnew(OWNER, 4);
        writeTwo();
        byte[] other = OWNER.clone();
        other[31] = 1;
        assertBegunAnew(other, 3);
        Files.writeString(folder.resolve("features.bin"), "something else, longer than a header is: ".repeat(3));
        assertBegunAnew(OWNER, 3);
    }

    private void assertBegunAnew(byte[] owner, int width) throws IOException {
        try (FeatureFile file = open(owner, width)) {
            assertThat(file.size()).isZero();
        }
        assertThat(Files.size(folder.resolve("features.bin"))).isEqualTo(64);
    }

    @Test
    void oneOpeningHasItAtATime() throws IOException {
        try (FeatureFile file = open(OWNER, 3)) {
            assertThat(FeatureFile.open(folder.resolve("features.bin"), OWNER, 3))
                    .isNull();
            assertThat(file.size()).isZero();
        }
        open(OWNER, 3).close();
    }
}
