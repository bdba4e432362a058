package merit.preference.synthetic;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows of things that belong together, e.g. a log line and its cause.
 *
 * @param columns their names
 * @param rows for each column one or several wordings of the same thing
 */
record Table(List<String> columns, List<List<List<String>>> rows) {
    static final Table NONE = new Table(List.of(), List.of(List.of()));

    Table {
        for (List<List<String>> row : rows) {
            if (row.size() != columns.size()) {
                throw new IllegalArgumentException(
                        "table row " + row + ": found " + row.size() + " cells, need " + columns);
            }
        }
    }

    List<String> wordings(int row, String column) {
        return rows.get(row).get(columns.indexOf(column));
    }

    /** One wording of each column of {@code row}. */
    Map<String, String> draw(int row, Dice dice) {
        Map<String, String> cells = new LinkedHashMap<>();
        for (String column : columns) {
            cells.put(column, dice.pick(wordings(row, column)));
        }
        return cells;
    }

    /** Every row in every wording of {@code chosen} columns. */
    List<Binding> every(List<String> chosen) {
        List<Binding> all = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            List<Map<String, String>> worded = new ArrayList<>(List.of(Map.of()));
            for (String column : chosen) {
                List<Map<String, String>> longer = new ArrayList<>();
                for (Map<String, String> cells : worded) {
                    for (String wording : wordings(row, column)) {
                        Map<String, String> more = new LinkedHashMap<>(cells);
                        more.put(column, wording);
                        longer.add(more);
                    }
                }
                worded = longer;
            }
            for (Map<String, String> cells : worded) {
                all.add(new Binding(row, cells));
            }
        }
        return all;
    }
}
