package merit.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import merit.preference.Pairing;
import merit.preference.format.Format;
import merit.preference.format.ReadOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How data files are read. */
final class ReadingOptions {
    @Option(
            names = "--format",
            paramLabel = "NAME",
            order = 20,
            description =
                    "What the rows are, where it is not to be found from them: pair, hh, messages, candidates, ...")
    @Nullable
    String format;

    @Option(
            names = "--pairing",
            paramLabel = "NAME",
            order = 21,
            description = "Pairs made of rated candidates: all (default), or best-against-rest.")
    String pairing = "all";

    @Option(names = "--max-samples", paramLabel = "N", order = 22, description = "Read the first N rows (all).")
    long maxSamples = Long.MAX_VALUE;

    ReadOptions toReadOptions() {
        return new ReadOptions(format == null ? null : Format.of(format), toPairing(), maxSamples);
    }

    /** The same options as words of a command line. */
    List<String> toArguments() {
        List<String> words = new ArrayList<>(List.of("--pairing", pairing));
        if (format != null) {
            words.addAll(List.of("--format", format));
        }
        if (maxSamples != Long.MAX_VALUE) {
            words.addAll(List.of("--max-samples", Long.toString(maxSamples)));
        }
        return words;
    }

    private Pairing toPairing() {
        try {
            return Pairing.valueOf(pairing.toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--pairing: found " + pairing + ", need all or best-against-rest", e);
        }
    }
}
