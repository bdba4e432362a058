package merit.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Objects;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that PyTorch wrote, see {@code witness/torch_files.py}, and such files spoiled. */
class TorchCheckpointTest {
    @TempDir
    Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void file() {
        file = folder.resolve("pytorch_model.bin");
    }

    @Test
    void aModulesStateIsReadWithoutTheVersionsBesideIt() throws URISyntaxException {
        try (TorchCheckpoint read = TorchCheckpoint.open(resource("state.bin"))) {
            assertThat(read.shapes()).containsOnlyKeys("weight", "bias");
            assertThat(read.shapes().get("weight")).containsExactly(2, 3);
        }
    }

    @Test
    void readingLeavesNothingBehind() throws URISyntaxException {
        Path kinds = resource("kinds.bin");
        read(kinds, "columns");
        long before = Pointer.totalCount();
        read(kinds, "columns");
        assertThat(Pointer.totalCount()).isEqualTo(before);
        assertThatThrownBy(() -> read(kinds, "lost")).hasMessage(kinds + ": holds no \"lost\"");
    }

    @Test
    void aPickleThatWouldRunACommandIsRefusedByTheName() throws URISyntaxException {
        refused(
                resource("runs.bin"),
                "its pickle names posix.system, need nothing but tensors and their storages; nothing of it was run");
    }

    @Test
    void whatIsNoTensorIsNamed() throws URISyntaxException {
        refused(
                resource("mixed.bin"),
                "under \"epochs\" it holds a list, need tensors alone, as torch.save(model.state_dict(), ...) writes");
        assertThatThrownBy(() -> TorchCheckpoint.open(resource("array.bin")))
                .hasMessageContaining("its pickle names numpy.");
    }

    @Test
    void aNameIsRefusedAlsoWhereItIsNeverCalled() throws IOException, URISyntaxException {
        pickle("}X\1\0\0\0acbuiltins\neval\ns.");
        refused(
                file,
                "its pickle names builtins.eval, need nothing but tensors and their storages; nothing of it was run");
        pickle("}X\1\0\0\0accollections\nOrderedDict\nX\1\0\0\0x\u0085Rs.");
        refused(file, "its pickle calls collections.OrderedDict with other arguments than PyTorch writes");
        pickle("ccollections\nOrderedDict\n)\u0081.");
        refused(
                file,
                "its pickle holds the instruction 0x81, need only those that torch.save writes; nothing of it was run");
    }

    @Test
    void aStorageThatIsNotAsLongAsThePickleSaysIsRefused() throws IOException, URISyntaxException {
        repack(resource("state.bin"), "data/0", new byte[20]);
        refused(file, "its pickle says that state/data/0 has 6 elements of F32, found 20 bytes");
    }

    @Test
    void aTensorBeyondItsStorageIsRefused() throws IOException, URISyntaxException {
        tensor("K\0", "K\3K\3", "K\3K\1");
        refused(
                file,
                "a tensor of sizes [3, 3] and strides [3, 1] from element 0 reaches beyond its storage of 6 elements");
        tensor("K\5", "K\1K\2", "K\2K\1");
        refused(
                file,
                "a tensor of sizes [1, 2] and strides [2, 1] from element 5 reaches beyond its storage of 6 elements");
        tensor("K\0", "J\377\377\377\377K\2", "K\2K\1");
        refused(
                file,
                "a tensor of sizes [-1, 2] and strides [2, 1] from element 0, need as many strides as sizes, and numbers"
                        + " from 0");
        String wide = "\u008a\10\0\0\0\0\0\0\0\100"; // 2^62
        tensor("K\0", wide + "K\2", "K\4K\4");
        refused(
                file,
                "a tensor of sizes [4611686018427387904, 2] and strides [4, 4] from element 0 reaches beyond its storage"
                        + " of 6 elements");
    }

    @Test
    void everyTruncationIsRefused() throws IOException, URISyntaxException {
        byte[] whole = Files.readAllBytes(resource("state.bin"));
        for (int length = 0; length < whole.length; length += 7) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> TorchCheckpoint.open(file))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(file + ": ")
                    .hasMessageContaining("download it again");
        }
    }

    @Test
    void noDamagedByteEndsInAnythingButAReadFileOrAnExplanation() throws IOException, URISyntaxException {
        byte[] whole = Files.readAllBytes(resource("state.bin"));
        Random random = new Random(1);
        for (int trial = 0; trial < 1000; trial++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(whole.length)] = (byte) random.nextInt();
            Files.write(file, damaged);
            try (TorchCheckpoint read = TorchCheckpoint.open(file)) {
                assertThat(read.shapes()).isNotNull();
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).startsWith(file.toString());
            }
        }
    }

    @Test
    void theFormFromBeforeZipArchivesIsRefusedWithAdvice() throws IOException {
        Files.write(file, new byte[] {(byte) 0x80, 2, (byte) 0x8a, 10, 0x6c, (byte) 0xfc});
        assertThatThrownBy(() -> TorchCheckpoint.open(file))
                .hasMessage(file + ": found the form of torch.save from before PyTorch 1.6, need the one since (a zip"
                        + " archive) or model.safetensors; load and save the model once in Python, with"
                        + " from_pretrained and save_pretrained");
        Files.writeString(file, "version https://git-lfs.github.com/spec/v1\n");
        assertThatThrownBy(() -> TorchCheckpoint.open(file))
                .hasMessage(file
                        + ": found 43 bytes that are no zip archive, need a file of torch.save; download it again");
    }

    @Test
    void bigEndianFilesAreRefused() throws IOException, URISyntaxException {
        repack(resource("state.bin"), "byteorder", "big".getBytes(StandardCharsets.UTF_8));
        refused(file, "its byte order is \"big\", need little");
    }

    /** Writes a dictionary of one tensor over six floats, whose first element, sizes and strides are these instructions. */
    private void tensor(String start, String sizes, String strides) throws IOException, URISyntaxException {
        pickle("}X\1\0\0\0actorch._utils\n_rebuild_tensor_v2\n((X\7\0\0\0storagectorch\nFloatStorage\n" + "X\1\0\0\0"
                + "0X\3\0\0\0cpuK\6tQ" + start + sizes + "\u0086" + strides + "\u0086tRs.");
    }

    /** state.bin with another pickle; a character is a byte. */
    private void pickle(String instructions) throws IOException, URISyntaxException {
        repack(resource("state.bin"), "data.pkl", ("\u0080\2" + instructions).getBytes(StandardCharsets.ISO_8859_1));
    }

    private void repack(Path from, String changed, byte[] content) throws IOException {
        repack(from, changed, content, file);
    }

    /** Packs an archive again, compressed, with other content for one of its entries. */
    static void repack(Path from, String changed, byte[] content, Path to) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (ZipFile zip = new ZipFile(from.toFile());
                ZipOutputStream out = new ZipOutputStream(packed)) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                out.putNextEntry(new ZipEntry(entry.getName()));
                byte[] before = zip.getInputStream(entry).readAllBytes();
                out.write(!changed.isEmpty() && entry.getName().endsWith("/" + changed) ? content : before);
                out.closeEntry();
            }
        }
        Files.write(to, packed.toByteArray());
    }

    private static void read(Path file, String name) {
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open();
                    TorchCheckpoint read = TorchCheckpoint.open(file)) {
                read.read(name);
            }
        });
    }

    private static void refused(Path file, String why) {
        assertThatThrownBy(() -> TorchCheckpoint.open(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(file + ": not a whole file of tensors by torch.save: " + why
                        + "; download it again, or get the model as model.safetensors");
    }

    static Path resource(String name) throws URISyntaxException {
        return Path.of(Objects.requireNonNull(TorchCheckpointTest.class.getResource("torch/" + name))
                .toURI());
    }
}
