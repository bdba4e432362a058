package merit.layer;

import org.jspecify.annotations.Nullable;

/**
 * What stands in a batch; everything but the last an array a row.
 *
 * @param positions of each token, or null where that is its place in the row
 * @param branches of each token where rows are trees, see {@link SharedRows}; or null
 * @param padId what stands beside a shorter row
 */
@SuppressWarnings("ArrayRecordComponent") // neither compared nor kept
record BatchRows(int[][] ids, int[][] segments, int @Nullable [][] positions, int @Nullable [][] branches, int padId) {
    /** Plain rows; refused where there are none, or one is empty or has other segments than ids. */
    static BatchRows checked(int[][] ids, int[][] segments, int padId) {
        if (ids.length == 0 || ids.length != segments.length) {
            throw new IllegalArgumentException("a batch: found " + ids.length + " rows of ids and " + segments.length
                    + " of segments, need as many of" + " both and at least one");
        }
        for (int r = 0; r < ids.length; r++) {
            if (ids[r].length == 0 || ids[r].length != segments[r].length) {
                throw new IllegalArgumentException("row " + r + " of a batch: found " + ids[r].length + " ids and "
                        + segments[r].length + " segments, need as many of both and at least one");
            }
        }
        return new BatchRows(ids, segments, null, null, padId);
    }
}
