package merit.rewardmodel;

import merit.layer.Backbone;
import merit.layer.ClassificationHead;
import merit.layer.HeadLayout;
import merit.layer.HeadWeights;
import merit.layer.LastToken;
import merit.layer.LayerMeans;

/**
 * What computes: a backbone and the head that reads it.
 *
 * @param backbone as far as the head reads it
 * @param pooling what the head reads, in a word
 * @param head above it
 */
record Network(Backbone backbone, Pooling pooling, ClassificationHead head) {
    /** The same with another head, see {@link RewardModel#read}; this one's head is closed. */
    Network reading(LayerMeans layers, HeadWeights weights, ModelParts parts) {
        require(layers, parts);
        HeadLayout layout = new LayerHead(layers, weights.squareCount()).layout(parts.ownHead());
        ClassificationHead next = Heads.of(layout, backbone.hiddenSize(), LayerHead.named(weights, layout));
        head.close();
        int used = Math.max(1, layers.blocks()); // none would be no network of its family
        return new Network(ShallowBackbone.without(backbone.blocks().size() - used, backbone), Pooling.LAYERS, next);
    }

    void require(LayerMeans layers, ModelParts parts) {
        if (pooling == Pooling.OWN && parts.ownHead().reading() instanceof LastToken) {
            throw new IllegalArgumentException(
                    parts.base() + ": found a classifier with a decoder, need a network whose blocks are all alike, to"
                            + " read several of its layers; take the encoder that it was made of");
        }
        int blocks = backbone.blocks().size();
        if (layers.blocks() > blocks) {
            throw new IllegalArgumentException("layers: found " + layers.blocks() + ", need at most " + blocks
                    + ", the blocks of " + parts.base());
        }
    }
}
