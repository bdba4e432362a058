package merit.rewardmodel;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import merit.layer.Backbone;
import merit.layer.LinearMap;
import merit.layer.Products;
import merit.layer.TokenBatch;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A backbone without its last blocks: a saved classifier may have one beyond the model's own, see {@link ClassifierForm}, and a head
 * may read none above some layer. What belongs to those blocks is neither run nor trained, adapted, saved or counted. Owns the whole
 * backbone.
 */
final class ShallowBackbone implements Backbone {
    private final Backbone whole;
    private final int blocks;
    private final Set<String> unused;

    private ShallowBackbone(Backbone whole, int blocks) {
        this.whole = whole;
        this.blocks = blocks;
        this.unused = IntStream.range(blocks, whole.blocks().size())
                .mapToObj(whole::blockNames)
                .flatMap(Set::stream)
                .filter(name -> !whole.namesAbove().contains(name)) // which no network of the family is without
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** A backbone, less as many of its last blocks. */
    static Backbone without(int lastBlocks, Backbone whole) {
        return lastBlocks == 0
                ? whole
                : new ShallowBackbone(whole, whole.blocks().size() - lastBlocks);
    }

    @Override
    public String family() {
        return whole.family();
    }

    @Override
    public String weightPrefix() {
        return whole.weightPrefix();
    }

    @Override
    public int hiddenSize() {
        return whole.hiddenSize();
    }

    @Override
    public int maxTokens() {
        return whole.maxTokens();
    }

    @Override
    public List<?> blocks() {
        return whole.blocks().subList(0, blocks);
    }

    @Override
    public Tensor embed(TokenBatch batch) {
        return whole.embed(batch);
    }

    @Override
    public Tensor run(Tensor hidden, TokenBatch batch, int fromBlock, int toBlock, int @Nullable [] readPositions) {
        return whole.run(hidden, batch, fromBlock, toBlock, readPositions);
    }

    @Override
    public List<Tensor> walk(TokenBatch batch, List<Integer> layers, UnaryOperator<Tensor> reading) {
        return whole.walk(batch, layers, reading);
    }

    @Override
    public int longestShared() {
        return whole.longestShared();
    }

    @Override
    public Set<String> namesAbove() {
        return whole.namesAbove();
    }

    @Override
    public Map<String, Tensor> parameters() {
        Map<String, Tensor> used = new LinkedHashMap<>(whole.parameters());
        used.keySet().removeAll(unused);
        return used;
    }

    @Override
    public Set<String> embeddingNames() {
        return whole.embeddingNames();
    }

    @Override
    public Set<String> blockNames(int block) {
        return whole.blockNames(block);
    }

    @Override
    public int growVocabulary(int rows) {
        return whole.growVocabulary(rows);
    }

    @Override
    public Map<String, Tensor> averagingBlock(int block) {
        return whole.averagingBlock(block);
    }

    @Override
    public Set<String> linearNames() {
        Set<String> used = new LinkedHashSet<>(whole.linearNames());
        used.removeIf(name -> unused.contains(name + ".weight"));
        return used;
    }

    @Override
    public LinearMap linear(String name) {
        return whole.linear(name);
    }

    @Override
    public void replaceLinear(String name, UnaryOperator<LinearMap> replacement) {
        whole.replaceLinear(name, replacement);
    }

    @Override
    public Products products() {
        return whole.products();
    }

    @Override
    public void dropout(double probability) {
        whole.dropout(probability);
    }

    @Override
    public void close() {
        whole.close();
    }
}
