package merit.benchmark;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is sent to a server, by how many, in which order. */
final class SendingOptions {
    @Mixin
    SentRows rows = new SentRows();

    @Option(names = "--clients", description = "At once (default ${DEFAULT-VALUE}).")
    int clients;

    @Option(
            names = "--seed",
            defaultValue = "42",
            description = "Of what is asked, and when (default ${DEFAULT-VALUE}).")
    long seed;

    /** @param clients where nobody says */
    SendingOptions(int clients) {
        this.clients = clients;
    }
}
