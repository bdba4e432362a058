package merit.tensor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.bytedeco.pytorch.Tensor;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A checkpoint in several files, with the index that transformers writes beside them: {@code model.safetensors.index.json} or
 * {@code pytorch_model.bin.index.json}, whose {@code weight_map} says which file holds which tensor. All files must be there.
 */
public final class ShardedCheckpoint implements TensorSource {
    private static final JsonMapper JSON = new JsonMapper();

    private final String name;
    private final Map<String, TensorSource> shards = new LinkedHashMap<>();
    private final Map<String, String> fileOf = new LinkedHashMap<>();

    private ShardedCheckpoint(String name) {
        this.name = name;
    }

    /**
     * Opens an index and every file that it names.
     *
     * @throws IllegalArgumentException where it is no index, or a file is missing, broken or lacks a tensor
     */
    public static ShardedCheckpoint open(Path index) {
        ShardedCheckpoint sharded = new ShardedCheckpoint(index.toString());
        try {
            sharded.readIndex(Files.readString(index));
            sharded.openShards(index);
            sharded.checkTensors();
            return sharded;
        } catch (IOException e) {
            sharded.close();
            throw new UncheckedIOException(index + ": cannot be read (" + e.getMessage() + ")", e);
        } catch (RuntimeException e) {
            sharded.close();
            throw e;
        }
    }

    private void readIndex(String text) {
        JsonNode map;
        try {
            map = JSON.readTree(text).path("weight_map");
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    name + ": is not JSON (" + e.getOriginalMessage() + "); download or save it again", e);
        }
        if (!map.isObject() || map.isEmpty()) {
            throw new IllegalArgumentException(
                    name + ": found no weight_map, need the file of each tensor; download or save it again");
        }
        map.properties().forEach(entry -> fileOf.put(entry.getKey(), plainName(entry.getValue())));
    }

    /** A file beside the index, and nowhere else. */
    private String plainName(JsonNode value) {
        String file = value.asString("");
        boolean plain = !file.isEmpty() && Path.of(file).equals(Path.of(file).getFileName()) && !file.equals("..");
        if (!plain || file.endsWith(".json")) { // an index could name itself
            throw new IllegalArgumentException(name + ": found " + value
                    + " in weight_map, need the name of a file of tensors in the same folder");
        }
        return file;
    }

    private void openShards(Path index) {
        List<String> missing = new ArrayList<>();
        for (String file : new TreeSet<>(fileOf.values())) {
            Path shard = index.resolveSibling(file);
            if (Files.isRegularFile(shard)) {
                shards.put(file, TensorSource.open(shard));
            } else {
                missing.add(file);
            }
        }
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(name + ": found " + shards.size() + " of its "
                    + (shards.size() + missing.size()) + " files, need " + String.join(", ", missing)
                    + " too; download what is missing into the same folder");
        }
    }

    private void checkTensors() {
        Map<String, Map<String, long[]>> held = new LinkedHashMap<>();
        shards.forEach((file, shard) -> held.put(file, shard.shapes()));
        fileOf.forEach((tensor, file) -> {
            if (!held.getOrDefault(file, Map.of()).containsKey(tensor)) {
                throw new IllegalArgumentException(name + ": says that " + tensor + " is in " + file
                        + ", found no such tensor there; download or save the files again");
            }
        });
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Map<String, long[]> shapes() {
        Map<String, long[]> all = new LinkedHashMap<>();
        shards.values().forEach(shard -> all.putAll(shard.shapes()));
        all.keySet().retainAll(fileOf.keySet());
        return all;
    }

    @Override
    public Tensor read(String tensor) {
        TensorSource shard = shards.get(fileOf.getOrDefault(tensor, ""));
        if (shard == null) {
            throw new IllegalArgumentException(name + ": holds no \"" + tensor + "\"");
        }
        return shard.read(tensor);
    }

    @Override
    public void close() {
        shards.values().forEach(TensorSource::close);
    }
}
