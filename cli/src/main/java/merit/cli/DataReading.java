package merit.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import merit.preference.CandidateSet;
import merit.preference.format.LabelledFile;
import merit.preference.format.ReadOptions;
import merit.training.TrainingConfig;

/**
 * What files a training is to read, and how they are split.
 *
 * @param files to learn from, as the user named them
 * @param evalFiles to measure on; none where a share of the others is held out
 * @param share of the prompts that is held out
 * @param seed of the split
 * @param config whose objectives are the names of judgements, and whose weights may name files
 */
record DataReading(
        List<String> files,
        List<String> evalFiles,
        double share,
        long seed,
        TrainingConfig config,
        ReadOptions options) {
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

    /**
     * By path, under which name each file's sets go: the NAME of NAME=FILE. A file without one goes by its own as it is given; or as the
     * weights have it, by the end of its path, where no other file has that: a run that is resumed from another folder finds it
     * elsewhere.
     */
    Map<String, String> names() {
        Set<String> weighed = names(config.batch().dataWeights());
        Map<String, String> names = new LinkedHashMap<>();
        for (String file : files) {
            LabelledFile named = LabelledFile.of(file);
            String own = weighed.contains(file) ? file : byItsEnd(file, weighed);
            names.putIfAbsent(named.path(), Objects.requireNonNullElse(named.objective(), own));
        }
        return names;
    }

    private String byItsEnd(String file, Set<String> weighed) {
        List<String> ends = weighed.stream()
                .filter(name -> files.stream()
                                .filter(other -> Path.of(other).endsWith(name))
                                .count()
                        == 1)
                .filter(name -> Path.of(file).endsWith(name))
                .toList();
        return ends.size() == 1 ? ends.get(0) : file;
    }

    /** What some sets are judged by; empty where judgements have no names. */
    Set<String> objectives(List<CandidateSet> sets) {
        return names(config.of(sets).objectives().objectives());
    }

    /**
     * What each NAME of NAME=FILE stands for, in the order of the files to measure on; under no name those that have none. Where
     * judgements are learnt by objectives, and NAME is none of them, it says nothing of whose the file's are.
     */
    Map<String, List<String>> evalSections(Set<String> objectives) {
        Map<String, List<String>> sections = new LinkedHashMap<>();
        for (String file : evalFiles) {
            LabelledFile named = LabelledFile.of(file);
            String name = Objects.requireNonNullElse(named.objective(), "");
            boolean labels = objectives.isEmpty() || objectives.contains(name);
            sections.computeIfAbsent(name, first -> new ArrayList<>()).add(labels ? file : named.path());
        }
        return sections;
    }

    /** The names in a setting of them: {@code a,b}, or {@code a=1,b=3}. */
    private static Set<String> names(String setting) {
        return Arrays.stream(setting.split(","))
                .map(entry -> entry.replaceFirst("=[^=]*$", "").strip())
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet());
    }
}
