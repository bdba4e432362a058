package merit.benchmark;

import java.util.Locale;

/** A server under ten times the requests that it can answer: who is refused and how fast, what the others wait, and what remains. */
record Overload(ServingPeer server, LoadTexts texts) {
    private static final int TIMES = 10;
    private static final int CAPACITY_SECONDS = 10;

    /** More than a server takes at once, so that the rate is kept. */
    private static final int CLIENTS = 1500;

    private static final LoadScenario CAPACITY = new LoadScenario("capacity", 0, 1, 32);

    /** Prints what came of it. */
    void run(int seconds) throws InterruptedException {
        double capacity = server.measure(CAPACITY, texts, CAPACITY_SECONDS).rate();
        server.process().resume();
        long before = server.process().figures().resident();
        Load load = server.load(CAPACITY, texts);
        Load tenfold = new Load(load.target(), texts, TIMES * capacity);
        Recovery recovery = new Recovery(load, seconds);
        Thread watching = new Thread(recovery);
        watching.start();
        LoadFigures figures = tenfold.run(CLIENTS, seconds);
        watching.join();
        long after = server.process().figures().resident();
        System.out.println(figures.line("overload"));
        System.out.printf(
                Locale.ROOT,
                "  %d s of %.0f requests/s, %d times what is answered · resident %,.0f MB before, %,.0f MB after · %s%n",
                seconds,
                TIMES * capacity,
                TIMES,
                before / 1e6,
                after / 1e6,
                recovery);
    }
}
