package merit.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Arguments made ready for picocli: names in snake_case become kebab case, and what a run file ({@code --config}) says is put in
 * where the command line says nothing; below that what a preset ({@code --preset}) says.
 */
final class Arguments {
    private static final String CONFIG = "--config";
    private static final String PRESET = "--preset";
    private static final Set<String> TRUE_OR_FALSE = Set.of("true", "false");

    private final CommandLine verb;
    private final List<String> words;
    private final Map<OptionSpec, String> placeInFile = new HashMap<>();

    private Arguments(CommandLine verb, List<String> words) {
        this.verb = verb;
        this.words = words;
    }

    /** The arguments of the root command, resolved for the verb that the first word names. */
    static Arguments resolve(CommandLine root, String... args) throws IOException {
        CommandLine verb = args.length == 0 ? null : root.getSubcommands().get(args[0]);
        if (verb == null) {
            return new Arguments(root, List.of(args));
        }
        Arguments arguments = new Arguments(verb, new ArrayList<>(List.of(args[0])));
        Arrays.stream(args).skip(1).map(arguments::kebab).forEach(arguments.words::add);
        String config = arguments.valueOf(CONFIG);
        if (config != null && arguments.option(CONFIG) != null) {
            arguments.add(RunFile.read(Path.of(config)), config);
        }
        String preset = arguments.valueOf(PRESET);
        if (preset != null && arguments.option(PRESET) != null) {
            arguments.add(Preset.entries(preset), "preset " + preset);
        }
        return arguments;
    }

    String[] words() {
        return words.toArray(String[]::new);
    }

    /** {@code run.yaml, line 4: } where the option's value came from the run file, else nothing. */
    String placeOf(@Nullable Object option) {
        return option instanceof OptionSpec spec ? placeInFile.getOrDefault(spec, "") : "";
    }

    private @Nullable OptionSpec option(String name) {
        return verb.getCommandSpec().findOption(name);
    }

    private String kebab(String word) {
        String name = name(word);
        String kebab = name.replace('_', '-');
        boolean known = word.startsWith("--") && !name.equals(kebab) && option(kebab) != null;
        return known ? kebab + word.substring(name.length()) : word;
    }

    private static String name(String word) {
        int equals = word.indexOf('=');
        return equals < 0 ? word : word.substring(0, equals);
    }

    private @Nullable String valueOf(String name) {
        for (int i = 1; i < words.size(); i++) {
            String word = words.get(i);
            if (word.startsWith(name + "=")) {
                return word.substring(name.length() + 1);
            }
            if (word.equals(name) && i + 1 < words.size()) {
                return words.get(i + 1);
            }
        }
        return null;
    }

    /** Puts entries in where nothing is said yet. */
    private void add(List<RunFile.Entry> entries, String file) {
        List<String> added = new ArrayList<>();
        for (RunFile.Entry entry : entries) {
            String place = file + ", line " + entry.line() + ": ";
            OptionSpec option = option("--" + entry.key().replace('_', '-'));
            if (option == null || option.usageHelp() || CONFIG.equals(option.longestName())) {
                throw new IllegalArgumentException(
                        place + "unknown key \"" + entry.key() + "\"." + NearestName.hint(entry.key(), keys()));
            }
            if (isGiven(option)) {
                continue;
            }
            checkValues(option, entry, place);
            placeInFile.put(option, place);
            entry.values().forEach(value -> addTo(added, option, value));
        }
        words.addAll(1, added);
    }

    private static void checkValues(OptionSpec option, RunFile.Entry entry, String place) {
        if (!option.isMultiValue() && entry.values().size() != 1) {
            throw new IllegalArgumentException(
                    place + entry.key() + ": found a list of " + entry.values().size() + ", need one value");
        }
        boolean flag = option.arity().max() == 0;
        if (flag && !TRUE_OR_FALSE.contains(entry.values().get(0).toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(
                    place + entry.key() + ": found " + entry.values().get(0) + ", need true or false");
        }
    }

    private static void addTo(List<String> added, OptionSpec option, String value) {
        if (option.arity().max() > 0) {
            added.add(option.longestName() + "=" + value);
        } else if (Boolean.parseBoolean(value)) {
            added.add(option.longestName());
        }
    }

    private boolean isGiven(OptionSpec option) {
        return words.stream().skip(1).anyMatch(word -> option.equals(option(name(word))));
    }

    private Set<String> keys() {
        Set<String> keys = new TreeSet<>();
        for (OptionSpec option : verb.getCommandSpec().options()) {
            if (!option.usageHelp() && !option.hidden()) {
                keys.add(option.longestName().substring(2).replace('-', '_'));
            }
        }
        return keys;
    }
}
