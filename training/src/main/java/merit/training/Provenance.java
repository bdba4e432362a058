package merit.training;

import java.util.List;
import java.util.Map;

/**
 * What the trainer cannot know of a run and saves with it all the same.
 *
 * @param command the arguments that started it, {@code train --data ...}; empty where it was started from Java
 * @param dataFiles the SHA-256 of each file, by the name the user gave
 * @param reading what was read and dropped before training, by name: the counts of a {@code DataReport}, say
 * @param split how the held-out pairs were chosen: seed, share, rule
 */
public record Provenance(
        List<String> command, Map<String, String> dataFiles, Map<String, ?> reading, Map<String, ?> split) {
    /** Pairs that were made in memory, by a program that keeps its own records. */
    public static final Provenance NONE = new Provenance(List.of(), Map.of(), Map.of(), Map.of());

    public Provenance {
        command = List.copyOf(command);
    }
}
