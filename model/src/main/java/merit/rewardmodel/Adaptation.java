package merit.rewardmodel;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import merit.adapter.LoraAdapter;
import merit.adapter.LoraConfig;
import merit.layer.Backbone;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What of a backbone is trained: all of it, its last blocks, nothing, or an adapter in its place. Owns the adapter, not the
 * backbone. For the engine thread.
 */
final class Adaptation implements AutoCloseable {
    private final Backbone backbone;
    private @Nullable LoraAdapter adapter;

    Adaptation(Backbone backbone) {
        this.backbone = backbone;
    }

    @Nullable
    LoraAdapter adapter() {
        return adapter;
    }

    /** Trains the whole backbone; an adapter becomes part of it. */
    void trainAll() {
        absorbAdapter();
        backbone.parameters().values().forEach(parameter -> parameter.requires_grad_(true));
    }

    /** Trains the backbone's last blocks; an adapter becomes part of it. */
    void trainTop(int topBlocks) {
        int blocks = backbone.blocks().size();
        if (topBlocks > blocks) {
            throw new IllegalArgumentException("unfreeze_layers: found " + topBlocks + ", need at most " + blocks
                    + ", the layers of this backbone");
        }
        absorbAdapter();
        Set<String> trained = new TreeSet<>();
        IntStream.range(blocks - topBlocks, blocks).forEach(block -> trained.addAll(backbone.blockNames(block)));
        backbone.parameters().forEach((name, parameter) -> parameter.requires_grad_(trained.contains(name)));
    }

    /** Trains an adapter and nothing else: the one that is there, where it is of this kind, else a new one. */
    void trainAdapter(LoraConfig config, Random random) {
        if (adapter == null || !adapter.isOf(config)) {
            absorbAdapter();
            attach(LoraAdapter.create(backbone, config, random));
        }
    }

    /** Attaches an adapter, which passes into this object's hands. */
    void attach(LoraAdapter attached) {
        attached.attach();
        adapter = attached;
    }

    /** Makes the adapter part of the backbone's weights. */
    void absorbAdapter() {
        LoraAdapter former = adapter;
        adapter = null;
        if (former != null) {
            former.merge();
            former.close();
        }
    }

    /** The parameters that training changes: an adapter's by PEFT's names, a backbone's by those in a classifier. */
    Map<String, Tensor> trained() {
        Map<String, Tensor> trained = new LinkedHashMap<>();
        if (adapter != null) {
            trained.putAll(adapter.parameters());
        } else {
            backbone.parameters().forEach((name, tensor) -> trained.put(backbone.weightPrefix() + name, tensor));
        }
        trained.values().removeIf(parameter -> !parameter.requires_grad());
        return trained;
    }

    /** How many blocks lie above one of those: none above the last block, all of them above the embedding. */
    int blocksAbove(String trained) {
        String plain = adapter != null
                ? adapter.base(trained)
                : trained.substring(backbone.weightPrefix().length());
        int blocks = backbone.blocks().size();
        for (int block = blocks - 1; block >= 0; block--) {
            if (backbone.blockNames(block).contains(plain)) {
                return blocks - 1 - block;
            }
        }
        return backbone.embeddingNames().contains(plain) ? blocks : 0;
    }

    /** How many numbers the adapter has beside the backbone's own. */
    long added() {
        return adapter == null ? 0 : adapter.addedCount();
    }

    /** Probability of dropping a value that enters the adapter; nothing without one. */
    void dropout(double probability) {
        if (adapter != null) {
            adapter.dropout(probability);
        }
    }

    @Override
    public void close() {
        if (adapter != null) {
            adapter.close();
            adapter = null;
        }
    }
}
