package merit.rewardmodel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import merit.encoding.TokenRow;
import merit.layer.Backbone;
import merit.layer.LayerMeans;
import merit.layer.Reading;
import merit.tensor.Engine;
import merit.tensor.EngineInfo;
import merit.tensor.Precision;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/** By what features are known: whose they are, and of which row. */
final class FeatureKeys {
    private static final int FLOATS_A_HASH = 1 << 16;

    /**
     * What is known of the weights of open backbones, by the block below which they are, so that one under many heads is read once: a
     * second and more for a large one.
     * For the engine thread.
     */
    private static final Map<Backbone, Map<Integer, Weights>> KNOWN = new WeakHashMap<>();

    private FeatureKeys() {}

    /**
     * @param state of each tensor its place and how often it was changed there, as the engine counts it
     * @param hash of all names and values
     */
    private record Weights(List<Long> state, String hash) {}

    /** Of all that makes a vector of a row, but the row; 32 bytes. On the engine thread. */
    static byte[] owner(RewardModel model, Reading reading) {
        Backbone backbone = model.backbone();
        return owner(
                "features",
                backbone,
                List.of(
                        model.parts().configJson(),
                        Integer.toString(backbone.blocks().size()),
                        String.valueOf(reading)),
                backbone.blocks().size());
    }

    /** Of all that makes what goes into a block of a row, but the row; 32 bytes. On the engine thread. */
    static byte[] owner(RewardModel model, int block) {
        return owner("states", model.backbone(), List.of(model.parts().configJson(), Integer.toString(block)), block);
    }

    private static byte[] owner(String what, Backbone backbone, List<String> whose, int block) {
        EngineInfo engine = Engine.info();
        Precision precision = backbone.products().setting().precision();
        MessageDigest digest = Sha256.digest();
        update(digest, what + " of merit" + (precision == Precision.FP32 ? "" : " in " + precision.label()));
        whose.forEach(part -> update(digest, part));
        update(
                digest,
                engine.version()
                        + engine.blas()
                        + engine.cpuFeatures()
                        + (engine.device().isCpu() ? "" : engine.device().toString()));
        update(digest, weights(backbone, block));
        return digest.digest();
    }

    /** The weights that make what goes into a block: all but those of the block and of the blocks above; all for as many as there are. */
    static Map<String, Tensor> below(Backbone backbone, int block) {
        Map<String, Tensor> weights = new LinkedHashMap<>(backbone.parameters());
        IntStream.range(block, backbone.blocks().size())
                .forEach(above -> weights.keySet().removeAll(backbone.blockNames(above)));
        return weights;
    }

    private static String weights(Backbone backbone, int block) {
        Map<String, Tensor> weights = below(backbone, block);
        List<Long> state = weights.values().stream()
                .flatMap(tensor -> Stream.of(tensor.data_ptr().address(), tensor._version()))
                .toList();
        Map<Integer, Weights> hashes = KNOWN.computeIfAbsent(backbone, unknown -> new HashMap<>());
        Weights known = hashes.get(block);
        if (known == null || !known.state().equals(state)) {
            MessageDigest digest = Sha256.digest();
            weights.forEach((name, tensor) -> {
                update(digest, name);
                update(digest, Tensors.floats(tensor));
            });
            known = new Weights(state, HexFormat.of().formatHex(digest.digest()));
            hashes.put(block, known);
        }
        return known.hash();
    }

    private static void update(MessageDigest digest, String part) {
        digest.update(part.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }

    private static void update(MessageDigest digest, float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(FLOATS_A_HASH * Float.BYTES);
        for (int from = 0; from < values.length; from += FLOATS_A_HASH) {
            int count = Math.min(FLOATS_A_HASH, values.length - from);
            bytes.clear().asFloatBuffer().put(values, from, count);
            digest.update(bytes.limit(count * Float.BYTES));
        }
    }

    /** Of what a reading sees of a row. */
    static FeatureFile.Key of(TokenRow row, Reading reading) {
        boolean readsResponse = reading instanceof LayerMeans layers && layers.readsResponse();
        return readsResponse ? of(row.ids(), row.segments(), row.responseStart()) : of(row.ids(), row.segments());
    }

    /** Of what blocks see of a row. */
    static FeatureFile.Key of(int[] ids, int[] segments, int... more) {
        ByteBuffer content = ByteBuffer.allocate(Integer.BYTES * (2 * ids.length + more.length));
        for (int i = 0; i < ids.length; i++) {
            content.putInt(ids[i]).putInt(segments[i]);
        }
        for (int number : more) {
            content.putInt(number);
        }
        ByteBuffer hash = ByteBuffer.wrap(Sha256.digest().digest(content.array()));
        return new FeatureFile.Key(hash.getLong(), hash.getLong());
    }
}
