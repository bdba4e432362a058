package merit.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A shell script that checks the data files and runs the same training again. */
public final class ReproduceScript {
    private ReproduceScript() {}

    static String of(TrainingConfig config, Provenance provenance) {
        List<String> lines = new ArrayList<>();
        lines.add("#!/bin/sh");
        lines.add("# Trains this model again. Run it where the data files lie; MERIT names the launcher.");
        lines.add("set -eu");
        provenance
                .dataFiles()
                .forEach((file, sha256) ->
                        lines.add("echo " + quoted(sha256 + "  " + file) + " | sha256sum --check --quiet"));
        if (provenance.command().isEmpty()) {
            lines.add("# It was started from Java with pairs made in memory: give files with the same pairs.");
            lines.add("exec \"${MERIT:-./merit}\" train " + String.join(" ", options(config)) + " \"$@\"");
        } else {
            lines.add("exec \"${MERIT:-./merit}\" " + line(provenance.command()) + " \"$@\"");
        }
        return String.join("\n", lines) + "\n";
    }

    /** Words as one line that a shell reads as these very words. */
    public static String line(List<String> words) {
        return words.stream().map(ReproduceScript::quoted).collect(Collectors.joining(" "));
    }

    private static List<String> options(TrainingConfig config) {
        List<String> options = new ArrayList<>();
        for (Map.Entry<String, Object> option : TrainingOptions.of(config).entrySet()) {
            options.add("--" + option.getKey().replace('_', '-'));
            options.add(quoted(String.valueOf(option.getValue())));
        }
        return options;
    }

    private static String quoted(String text) {
        return text.matches("[\\w@%+=:,./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
