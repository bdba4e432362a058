package merit.tensor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Reads a file of {@code torch.save}, such as {@code pytorch_model.bin}: a zip archive with the pickle of a dictionary ({@code
 * data.pkl}), which is read as data and never run, and one entry a storage ({@code data/0}, ...). Only the
 * tensors read are ever in memory, once.
 */
public final class TorchCheckpoint implements TensorSource {
    private static final String PICKLE = "/data.pkl";

    /** The pickle names tensors and holds none: that of a model of a trillion weights has a few megabytes. */
    private static final int LARGEST_PICKLE = 100_000_000;

    private static final int ZIP = 0x04034b50;
    private static final int FIRST_BYTES = 4;
    private static final int CHUNK = 1 << 20;

    private final TensorFile file;
    private final ZipFile zip;
    private final String folder;
    private final Map<String, PickledTensor> tensors = new LinkedHashMap<>();

    private TorchCheckpoint(TensorFile file, ZipFile zip, String folder) {
        this.file = file;
        this.zip = zip;
        this.folder = folder;
    }

    /**
     * Opens a file and checks what it says of its tensors.
     *
     * @throws IllegalArgumentException where the file is truncated, lies, or holds anything but a dictionary of tensors
     */
    public static TorchCheckpoint open(Path file) {
        return TensorFile.open(file, TorchCheckpoint::readPickle);
    }

    private static TorchCheckpoint readPickle(TensorFile file) throws IOException {
        ByteBuffer first = file.bytes(0, FIRST_BYTES);
        if (first.remaining() < FIRST_BYTES || first.getInt() != ZIP) {
            throw notZip(file);
        }
        try {
            ZipFile zip =
                    ZipFile.builder().setSeekableByteChannel(file.channel()).get();
            TorchCheckpoint checkpoint = new TorchCheckpoint(file, zip, folder(zip));
            checkpoint.checkByteOrder();
            checkpoint.tensors.putAll(TensorPickle.read(checkpoint.all(checkpoint.entry(PICKLE))));
            checkpoint.tensors.values().forEach(tensor -> checkpoint.checkStorage(tensor.storage()));
            return checkpoint;
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    file.name() + ": not a whole file of tensors by torch.save: " + e.getMessage()
                            + "; download it again, or get the model as model.safetensors",
                    e);
        }
    }

    private static IllegalArgumentException notZip(TensorFile file) throws IOException {
        ByteBuffer first = file.bytes(0, 1);
        boolean pickle = first.hasRemaining() && first.get() == (byte) 0x80;
        return new IllegalArgumentException(file.name()
                + (pickle
                        ? ": found the form of torch.save from before PyTorch 1.6, need the one since (a zip archive) or"
                                + " model.safetensors; load and save the model once in Python, with from_pretrained and"
                                + " save_pretrained"
                        : ": found " + file.size() + " bytes that are no zip archive, need a file of torch.save;"
                                + " download it again"));
    }

    /** The folder that everything in the archive stands in; its name is that of the file when it was saved. */
    private static String folder(ZipFile zip) {
        return Collections.list(zip.getEntries()).stream()
                .map(ZipArchiveEntry::getName)
                .filter(name -> name.endsWith(PICKLE) && name.indexOf('/') == name.length() - PICKLE.length())
                .map(name -> name.substring(0, name.length() - PICKLE.length()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("found no data.pkl in its archive"));
    }

    private void checkByteOrder() throws IOException {
        ZipArchiveEntry order = zip.getEntry(folder + "/byteorder");
        String found = order == null ? "little" : new String(all(order), StandardCharsets.UTF_8);
        if (!found.equals("little")) {
            throw new IllegalArgumentException("its byte order is \"" + found + "\", need little");
        }
    }

    private void checkStorage(PickledStorage storage) {
        ZipArchiveEntry entry = entry("/data/" + storage.key());
        long bytes = entry.getSize();
        if (bytes % storage.type().bytes() != 0 || bytes / storage.type().bytes() != storage.elements()) {
            throw new IllegalArgumentException("its pickle says that " + entry.getName() + " has " + storage.elements()
                    + " elements of " + storage.type() + ", found " + bytes + " bytes");
        }
        if (isStored(entry) && (entry.getDataOffset() < 0 || bytes > file.size() - entry.getDataOffset())) {
            throw new IllegalArgumentException(entry.getName() + " reaches beyond the file's end");
        }
    }

    private static boolean isStored(ZipArchiveEntry entry) {
        return entry.getMethod() == ZipEntry.STORED;
    }

    private ZipArchiveEntry entry(String name) {
        ZipArchiveEntry entry = zip.getEntry(folder + name);
        if (entry == null) {
            throw new IllegalArgumentException("found no " + folder + name + " in its archive");
        }
        return entry;
    }

    private byte[] all(ZipArchiveEntry entry) throws IOException {
        if (entry.getSize() > LARGEST_PICKLE) {
            throw new IllegalArgumentException(
                    entry.getName() + " has " + entry.getSize() + " bytes, need at most " + LARGEST_PICKLE);
        }
        try (InputStream in = zip.getInputStream(entry)) {
            return in.readNBytes((int) entry.getSize());
        }
    }

    @Override
    public String name() {
        return file.name();
    }

    @Override
    public Map<String, long[]> shapes() {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        return shapes;
    }

    @Override
    public Tensor read(String name) {
        PickledTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException(name() + ": holds no \"" + name + "\"");
        }
        ElementType type = tensor.storage().type();
        try (TensorScope scope = TensorScope.open()) {
            Tensor span = Tensors.emptyOnCpu(type.engine(), tensor.span());
            copy(entry("/data/" + tensor.storage().key()), tensor, span);
            Tensor whole = Tensors.there(
                    span.as_strided(tensor.shape(), tensor.steps()).contiguous());
            return scope.keep(type.isFraction() ? whole.to(ScalarType.Float) : whole);
        } catch (IOException e) {
            throw TensorFile.unreadable(name(), e);
        }
    }

    private void copy(ZipArchiveEntry entry, PickledTensor tensor, Tensor span) throws IOException {
        long size = tensor.storage().type().bytes();
        if (isStored(entry)) {
            file.copy(entry.getDataOffset() + tensor.start() * size, tensor.span() * size, span);
        } else {
            inflate(entry, tensor.start() * size, span);
        }
    }

    /** An archive that was packed again, compressed. */
    private void inflate(ZipArchiveEntry entry, long from, Tensor target) throws IOException {
        BytePointer bytes = new BytePointer(target.data_ptr());
        long count = target.numel() * target.element_size();
        try (InputStream in = zip.getInputStream(entry)) {
            in.skipNBytes(from);
            for (long done = 0; done < count; ) {
                byte[] chunk = in.readNBytes((int) Math.min(CHUNK, count - done));
                if (chunk.length == 0) {
                    throw new IOException(entry.getName() + " ends early");
                }
                bytes.getPointer(done).put(chunk);
                done += chunk.length;
            }
        }
    }

    @Override
    public void close() {
        file.close(); // and with it the archive, which owns nothing else
    }
}
