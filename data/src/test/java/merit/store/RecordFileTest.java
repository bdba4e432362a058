package merit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordFileTest {
    private static final byte[] KEY = new byte[RecordHeader.KEY_BYTES];

    @TempDir
    private Path folder;

    private Path written(List<byte[]> records) throws IOException {
        Path file = folder.resolve("some.bin");
        try (RecordWriter writer = new RecordWriter(file, KEY)) {
            for (byte[] record : records) {
                writer.add(record);
            }
            writer.finish("a note");
        }
        return file;
    }

    private static List<byte[]> random(int count, int longest) {
        Random random = new Random(1);
        List<byte[]> records = new ArrayList<>();
        for (int r = 0; r < count; r++) {
            byte[] record = new byte[random.nextInt(longest)];
            random.nextBytes(record);
            records.add(record);
        }
        return records;
    }

    private static byte[] bytes(ByteBuffer record) {
        byte[] bytes = new byte[record.remaining()];
        record.get(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(longs = {16, 64, 100, 1000})
    void recordsAndOffsetsMayLieAcrossTheBordersOfWhatIsMappedTogether(long segment) throws Exception {
        List<byte[]> records = random(60, 90);
        RecordFile file = RecordFile.open(written(records), KEY, segment);
        assertThat(file.bytes()).isGreaterThan(segment);
        for (int r = 0; r < records.size(); r++) {
            assertThat(bytes(file.get(r))).isEqualTo(records.get(r));
        }
        assertThat(file.note()).isEqualTo("a note");
    }

    @Test
    void recordsComeBackByNumberAndSoDoesTheNote() throws Exception {
        List<byte[]> records = random(70_000, 40); // more offsets than are held back at once
        records.add(new byte[1 << 20]); // more than is held back at once
        RecordFile file = RecordFile.open(written(records), KEY);
        assertThat(file.size()).isEqualTo(records.size());
        for (int r = 0; r < records.size(); r++) {
            assertThat(bytes(file.get(r))).isEqualTo(records.get(r));
        }
        assertThat(file.note()).isEqualTo("a note");
        assertThatThrownBy(() -> file.get(records.size())).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void aFileOfNoRecordsIsWhole() throws Exception {
        assertThat(RecordFile.open(written(List.of()), KEY).size()).isZero();
    }

    @Test
    void aFileThatWasCutAnywhereIsRecognised() throws Exception {
        Path whole = written(random(20, 30));
        byte[] bytes = Files.readAllBytes(whole);
        Path cut = folder.resolve("cut.bin");
        for (int length = 0; length < bytes.length; length++) {
            Files.write(cut, java.util.Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> RecordFile.open(cut, KEY)).isInstanceOf(UnusableFileException.class);
        }
        Files.write(cut, bytes);
        Files.write(cut, new byte[1], StandardOpenOption.APPEND);
        assertThatThrownBy(() -> RecordFile.open(cut, KEY)).hasMessageContaining("cut off or added to");
    }

    @Test
    void anyByteThatWasAlteredIsRecognised() throws Exception {
        byte[] bytes = Files.readAllBytes(written(random(20, 30)));
        Path altered = folder.resolve("altered.bin");
        for (int at = 0; at < bytes.length; at++) {
            byte[] other = bytes.clone();
            other[at] ^= 4;
            Files.write(altered, other);
            assertThatThrownBy(() -> RecordFile.open(altered, KEY))
                    .as("byte %d", at)
                    .isInstanceOf(UnusableFileException.class);
        }
    }

    @Test
    void recordsOfAnotherKeyAreSaidToBe() throws Exception {
        Path file = written(random(3, 30));
        byte[] other = KEY.clone();
        other[7] = 1;
        assertThatThrownBy(() -> RecordFile.open(file, other)).hasMessage("records of other data or settings");
    }

    @Test
    void nothingIsLeftOfAWriterThatDidNotFinishAndTheFormerFileStays() throws Exception {
        Path file = written(random(3, 30));
        byte[] before = Files.readAllBytes(file);
        try (RecordWriter writer = new RecordWriter(file, KEY)) {
            writer.add(new byte[] {1});
        }
        assertThat(file).hasBinaryContent(before);
        assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
    }
}
