package merit.adapter;

import java.util.Map;

/**
 * What a folder held.
 *
 * @param adapter not attached; it passes into the caller's hands
 * @param head parameters outside the backbone that were saved with it, row by row, by their names in a classifier; empty where
 *     the adapter was trained without a head
 * @param headUpdates changes of the base's own head, by the names of the weights in a classifier: where the adapter reached into it
 * @param base the model that was adapted, as whoever trained it named it; empty where it is not said
 */
public record SavedAdapter(
        LoraAdapter adapter, Map<String, float[]> head, Map<String, HeadUpdate> headUpdates, String base) {}
