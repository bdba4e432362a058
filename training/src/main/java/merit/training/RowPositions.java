package merit.training;

/** Where each row of the lessons stands among the rows that were computed. */
@FunctionalInterface
interface RowPositions {
    /** All rows, in their order. */
    RowPositions ALL = row -> row;

    /** @param row index into the lessons' rows */
    int of(int row);
}
