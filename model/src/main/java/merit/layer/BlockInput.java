package merit.layer;

import org.bytedeco.pytorch.Tensor;

/**
 * What goes into a block of a batch's rows, so that nothing below need be computed.
 *
 * @param block from 0
 * @param states [rows, tokens, hidden], whatever stands at padding; in the layout of the batch's trees, where its rows share their
 *     first tokens
 */
public record BlockInput(int block, Tensor states) {}
