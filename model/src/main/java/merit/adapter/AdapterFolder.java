package merit.adapter;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import merit.layer.Backbone;
import merit.tensor.Safetensors;
import org.bytedeco.pytorch.Tensor;

/**
 * An adapter on disk, as PEFT saves and loads it: {@code adapter_config.json} and {@code adapter_model.safetensors}, the head
 * among the latter as one of {@code modules_to_save}. For the engine thread.
 */
public final class AdapterFolder {
    /** The file with its weights. */
    public static final String WEIGHTS = "adapter_model.safetensors";

    private AdapterFolder() {}

    /** Whether a folder holds an adapter, and so no model of its own. */
    public static boolean isAdapter(Path folder) {
        return Files.isRegularFile(folder.resolve(AdapterConfigFile.NAME));
    }

    /** The model that was adapted, as whoever trained the adapter named it; empty where it is not said. */
    public static String base(Path folder) throws IOException {
        return config(folder).base();
    }

    /**
     * Saves an adapter. Each file is written beside and moved into place, the weights first.
     *
     * @param adapter attached or not
     * @param head the head's parameters, by their names in a classifier; where there are none PEFT finds an adapter of the bare
     *     backbone, for {@code AutoModel}
     * @param base the model that was adapted: a folder or a name
     * @param folder made where there is none
     */
    public static void save(LoraAdapter adapter, Map<String, Tensor> head, String base, Path folder)
            throws IOException {
        Files.createDirectories(folder);
        boolean bare = head.isEmpty();
        String prefix = bare ? "" : adapter.backbone().weightPrefix();
        List<String> modules = head.keySet().stream()
                .filter(name -> !name.endsWith(".bias")) // a bias alone is no part trained in full
                .map(name -> module(name, prefix))
                .distinct()
                .toList();
        List<String> adapted =
                adapter.targets().stream().map(name -> prefix + name).sorted().toList();
        boolean transposed =
                adapter.targets().stream().anyMatch(name -> LoraLinear.isTransposed(adapter.backbone(), name));
        LoraConfig lora = adapter.config().resolved(adapter.backbone());
        AdapterConfigFile config = new AdapterConfigFile(bare ? lora.with(adapted) : lora, modules, base);
        PeftNames names = new PeftNames(adapter.backbone().weightPrefix());
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        adapter.parameters().forEach((name, values) -> tensors.put(bare ? names.bare(name) : name, values));
        head.forEach((name, values) -> tensors.put(PeftNames.head(name), values));
        Safetensors.write(folder.resolve(WEIGHTS), tensors, Map.of("format", "pt"));
        write(folder.resolve(AdapterConfigFile.NAME), config.toJson(adapted, transposed));
    }

    /** What PEFT wraps as a whole: all of a classifier of several layers, or one layer of the base. */
    private static String module(String parameter, String prefix) {
        return parameter.startsWith(prefix) ? PeftNames.owner(parameter) : parameter.replaceFirst("\\..*", "");
    }

    /**
     * Reads an adapter for a backbone, to which it is not attached yet.
     *
     * @param backbone with no adapter attached or merged; it stays the caller's
     * @throws IOException where the folder cannot be read
     * @throws IllegalArgumentException naming every setting that is not supported, and every weight that is missing, unexpected
     *     or misshapen: the adapter of another base
     */
    public static SavedAdapter load(Path folder, Backbone backbone) throws IOException {
        for (String name : List.of(AdapterConfigFile.NAME, WEIGHTS)) {
            if (!Files.isRegularFile(folder.resolve(name))) {
                boolean pickle = Files.exists(folder.resolve("adapter_model.bin"));
                throw new IllegalArgumentException("adapter folder " + folder + ": found no " + name
                        + (pickle ? " but a pickle, which can run any code" : "") + ", need " + AdapterConfigFile.NAME
                        + " and " + WEIGHTS + "; save it again with PEFT's save_pretrained");
            }
        }
        AdapterConfigFile config = config(folder);
        try (Safetensors weights = Safetensors.open(folder.resolve(WEIGHTS))) {
            return new AdapterReader(weights, backbone, config).read();
        }
    }

    private static AdapterConfigFile config(Path folder) throws IOException {
        Path file = folder.resolve(AdapterConfigFile.NAME);
        return AdapterConfigFile.parse(file.toString(), Files.readString(file));
    }

    private static void write(Path file, String text) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".part");
        Files.write(beside, text.getBytes(StandardCharsets.UTF_8));
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
