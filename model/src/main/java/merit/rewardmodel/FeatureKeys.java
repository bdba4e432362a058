package merit.rewardmodel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
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
     * What is known of the weights of open backbones, so that one under many heads is read once: a second and more for a large one.
     * For the engine thread.
     */
    private static final Map<Backbone, Weights> KNOWN = new WeakHashMap<>();

    private FeatureKeys() {}

    /**
     * @param state of each tensor its place and how often it was changed there, as the engine counts it
     * @param hash of all names and values
     */
    private record Weights(List<Long> state, String hash) {}

    /** Of all that makes a vector of a row, but the row; 32 bytes. On the engine thread. */
    static byte[] owner(RewardModel model, Reading reading) {
        Backbone backbone = model.backbone();
        EngineInfo engine = Engine.info();
        MessageDigest digest = Sha256.digest();
        Precision precision = backbone.products().setting().precision();
        List<String> parts = List.of(
                "features of merit" + (precision == Precision.FP32 ? "" : " in " + precision.label()),
                model.parts().configJson(),
                Integer.toString(backbone.blocks().size()),
                String.valueOf(reading),
                engine.version()
                        + engine.blas()
                        + engine.cpuFeatures()
                        + (engine.device().isCpu() ? "" : engine.device().toString()),
                weights(backbone));
        parts.forEach(part -> update(digest, part));
        return digest.digest();
    }

    private static String weights(Backbone backbone) {
        Map<String, Tensor> weights = backbone.parameters();
        List<Long> state = weights.values().stream()
                .flatMap(tensor -> Stream.of(tensor.data_ptr().address(), tensor._version()))
                .toList();
        Weights known = KNOWN.get(backbone);
        if (known == null || !known.state().equals(state)) {
            MessageDigest digest = Sha256.digest();
            weights.forEach((name, tensor) -> {
                update(digest, name);
                update(digest, Tensors.floats(tensor));
            });
            known = new Weights(state, HexFormat.of().formatHex(digest.digest()));
            KNOWN.put(backbone, known);
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
        int[] ids = row.ids();
        int[] segments = row.segments();
        ByteBuffer content = ByteBuffer.allocate(2 * Integer.BYTES * ids.length + Integer.BYTES);
        for (int i = 0; i < ids.length; i++) {
            content.putInt(ids[i]).putInt(segments[i]);
        }
        if (reading instanceof LayerMeans layers && layers.readsResponse()) {
            content.putInt(row.responseStart());
        }
        MessageDigest digest = Sha256.digest();
        digest.update(content.flip());
        ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        return new FeatureFile.Key(hash.getLong(), hash.getLong());
    }
}
