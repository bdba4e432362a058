package merit.backbone.decoder;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How a family's weights are named.
 *
 * @param prefix of all of them in a classifier's file: {@code model.}
 * @param embedding of the words: {@code embed_tokens.weight}
 * @param blocks of each block, before its number: {@code layers.}
 * @param finalNorm of the norm after the last block: {@code norm.}
 */
public record DecoderNames(String prefix, String embedding, String blocks, String finalNorm) {
    /** The names of a block begin so. */
    public String block(int block) {
        return blocks + block + ".";
    }

    Set<String> embedding(Collection<String> all) {
        return all.stream()
                .filter(name -> !name.startsWith(blocks) && !name.startsWith(finalNorm))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    Set<String> above(Collection<String> all) {
        return all.stream()
                .filter(name -> name.startsWith(finalNorm))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The last block has the final norm too: whoever trains the block trains it. */
    Set<String> block(Collection<String> all, int block, boolean last) {
        return all.stream()
                .filter(name -> name.startsWith(block(block)) || (last && name.startsWith(finalNorm)))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
