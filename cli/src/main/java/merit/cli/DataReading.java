package merit.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import merit.preference.format.LabelledFile;
import merit.preference.format.ReadOptions;

/**
 * What files a training is to read, and how they are split.
 *
 * @param files to learn from, as the user named them
 * @param evalFiles to measure on; none where a share of the others is held out
 * @param share of the prompts that is held out
 */
record DataReading(List<String> files, List<String> evalFiles, double share, long seed, ReadOptions options) {
    /** All files, those to measure on last. */
    List<String> all() {
        List<String> all = new ArrayList<>(files);
        all.addAll(evalFiles);
        return all;
    }

    /** Their paths, but for standard input. */
    List<String> paths() {
        return all().stream()
                .map(file -> LabelledFile.of(file).path())
                .filter(path -> !path.equals("-"))
                .toList();
    }

    /** By path, under which name each file's sets go: the NAME of NAME=FILE, or the file as it was given. */
    Map<String, String> names() {
        Map<String, String> names = new LinkedHashMap<>();
        for (String file : files) {
            LabelledFile named = LabelledFile.of(file);
            names.putIfAbsent(named.path(), Objects.requireNonNullElse(named.objective(), file));
        }
        return names;
    }

    /** What each NAME of NAME=FILE stands for, in the order of the files to measure on; under no name those that have none. */
    Map<String, List<String>> evalSections() {
        Map<String, List<String>> sections = new LinkedHashMap<>();
        for (String file : evalFiles) {
            String name = Objects.requireNonNullElse(LabelledFile.of(file).objective(), "");
            sections.computeIfAbsent(name, first -> new ArrayList<>()).add(file);
        }
        return sections;
    }
}
