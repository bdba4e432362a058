package merit.benchmark;

import java.util.function.Supplier;

/**
 * One way to do the work that is compared.
 *
 * @param name for the table
 * @param round does the work once, warmed up, and says how fast it went
 */
record Contestant(String name, Supplier<Rate> round) {}
