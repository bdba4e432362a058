package merit.benchmark;

import java.util.List;
import merit.preference.PreferencePair;
import merit.preference.format.PreferenceFiles;
import merit.preference.format.ReadOptions;
import picocli.CommandLine.Option;

/** What is sent to a server. */
final class SentRows {
    @Option(names = "--data", required = true, paramLabel = "PAIRS", description = "Rows to send.")
    String data = "";

    List<PreferencePair> pairs() {
        return PreferenceFiles.read(data, ReadOptions.DEFAULT).pairs();
    }

    /** One a pair. */
    List<Asked> asked() {
        return pairs().stream().map(Asked::of).toList();
    }
}
