package merit.benchmark;

import java.util.List;

/**
 * What a server is asked, and by how many.
 *
 * @param name of the rows
 * @param words of prompt and answer at most, each
 * @param candidates of a request
 * @param clients at once
 */
record LoadScenario(String name, int words, int candidates, int clients) {
    private static final int ALL = 100_000;

    /** Makes rows of about 40 tokens. */
    private static final int FEW = 15;

    /** One client, enough to fill batches, and more than there is room for in one; and one that has many answers ranked. */
    static final List<LoadScenario> STANDARD = List.of(
            new LoadScenario("long rows", ALL, 1, 1),
            new LoadScenario("long rows", ALL, 1, 32),
            new LoadScenario("long rows", ALL, 1, 256),
            new LoadScenario("short rows", FEW, 1, 1),
            new LoadScenario("short rows", FEW, 1, 32),
            new LoadScenario("short rows", FEW, 1, 256),
            new LoadScenario("64 long answers", ALL, 64, 2));

    String label() {
        return name + ", " + clients + (clients == 1 ? " client" : " clients");
    }
}
