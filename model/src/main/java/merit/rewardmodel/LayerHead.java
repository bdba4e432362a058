package merit.rewardmodel;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import merit.layer.HeadLayout;
import merit.layer.HeadWeights;
import merit.layer.LayerMeans;
import merit.layer.TokenMean;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A head that reads several layers, as {@code merit.json} describes it: {@code layers}, {@code means}, {@code squares}.
 *
 * @param reading which layers it reads, and what of each
 * @param squares how many; 0 for a linear head
 */
record LayerHead(LayerMeans reading, int squares) {
    /** The head of a model, where it is of this kind. */
    static @Nullable LayerHead of(HeadLayout layout) {
        HeadLayout.Squares squares = layout.squares();
        return layout.reading() instanceof LayerMeans reading
                ? new LayerHead(reading, squares == null ? 0 : squares.count())
                : null;
    }

    /** What it consists of; its projection has the name that it has in the family's own classifier. */
    HeadLayout layout(HeadLayout own) {
        String name = own.projection().name();
        return new HeadLayout(
                reading,
                null,
                new HeadLayout.Projection(name, true),
                squares == 0 ? null : new HeadLayout.Squares(name, squares));
    }

    /** Weights by the names of the layout. */
    static Map<String, float[]> named(HeadWeights weights, HeadLayout layout) {
        Map<String, float[]> named = new LinkedHashMap<>();
        named.put(layout.projectionWeight(), weights.weights());
        named.put(layout.projectionBias(), weights.biases());
        HeadLayout.Squares squares = layout.squares();
        HeadWeights.Squares values = weights.squares();
        if (squares != null && values != null) {
            named.put(squares.directions() + ".weight", values.directions());
            named.put(squares.directions() + ".bias", values.offsets());
            named.put(squares.weights() + ".weight", values.weights());
        }
        return named;
    }

    void write(ObjectNode root) {
        ArrayNode layers = root.putArray("layers");
        reading.layers().forEach(layers::add);
        ArrayNode means = root.putArray("means");
        reading.means().forEach(mean -> means.add(mean.name().toLowerCase(Locale.ROOT)));
        root.put("squares", squares);
    }

    static @Nullable LayerHead read(JsonNode root) {
        if (!root.has("layers")) {
            return null;
        }
        LayerMeans reading = new LayerMeans(
                root.path("layers").valueStream().map(JsonNode::asInt).toList(),
                root.path("means")
                        .valueStream()
                        .map(mean -> TokenMean.valueOf(mean.asString("").toUpperCase(Locale.ROOT)))
                        .toList());
        return new LayerHead(reading, root.path("squares").asInt(0));
    }
}
