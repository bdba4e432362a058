package merit.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import merit.tensor.Precision;
import merit.training.TrainingConfig;
import merit.training.TrainingOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/**
 * The settings of {@link TrainingConfig} as options of a verb, in groups, each with its default and TRL's. Names and defaults come
 * from the configuration itself; only their description stands here.
 */
final class TrainingFlags {
    /** The setting that several words may stand for, as with TRL. */
    static final String NAMES = "lora_target_modules";

    private static final String PRECISION = "precision";

    private final boolean grid;
    private final Map<String, List<String>> changes = new LinkedHashMap<>();
    private @Nullable OptionSpec targets;

    /** Settings of one training. */
    TrainingFlags() {
        this(false);
    }

    private TrainingFlags(boolean grid) {
        this.grid = grid;
    }

    /** Settings that may have several values each: with commas, by the option again, or as a list in a run file. */
    static TrainingFlags ofGrid() {
        return new TrainingFlags(true);
    }

    /** Adds one option for every setting to the verb; what the command line says is kept here. */
    void addTo(CommandSpec verb) {
        Map<String, Object> defaults = TrainingOptions.of(TrainingConfig.DEFAULT);
        int order = 30;
        for (Map.Entry<String, List<TrainingFlagTable.Flag>> group : TrainingFlagTable.GROUPS.entrySet()) {
            ArgGroupSpec.Builder options = ArgGroupSpec.builder()
                    .heading("%n" + group.getKey() + "%n")
                    .order(order)
                    .validate(false);
            for (TrainingFlagTable.Flag flag : group.getValue()) {
                options.addArg(option(flag, defaults.getOrDefault(flag.name(), ""), order++));
                if (flag.name().equals(PRECISION)) {
                    options.addArg(switched(Precision.BF16, order++)).addArg(switched(Precision.FP16, order++));
                }
            }
            verb.addArgGroup(options.build());
        }
    }

    /** A configuration with what the command line names changed in it. */
    TrainingConfig over(TrainingConfig config) {
        return TrainingOptions.with(config, named());
    }

    /** What is said of each setting, in the order in which they are named. */
    Map<String, List<String>> values() {
        return Collections.unmodifiableMap(changes);
    }

    private Map<String, Object> named() {
        Map<String, Object> all = new LinkedHashMap<>();
        changes.forEach((name, said) -> all.put(name, said.get(0)));
        List<String> words = targets == null ? null : targets.getValue();
        if (words != null) {
            all.put(NAMES, String.join(",", words));
        }
        return all;
    }

    /** The configuration that the command line asks for. */
    TrainingConfig config() {
        Map<String, Object> all = named();
        if (changes.entrySet().stream().anyMatch(TrainingFlags::asksForAdapter)) {
            all.putIfAbsent("use_peft", true);
        }
        boolean adapter =
                TrainingOptions.with(TrainingConfig.DEFAULT, all).adapt().lora().usePeft();
        return TrainingOptions.with(adapter ? TrainingConfig.LORA : TrainingConfig.DEFAULT, all);
    }

    private static boolean asksForAdapter(Map.Entry<String, List<String>> change) {
        return change.getKey().matches("lora_.*|use_rslora|use_dora")
                && !change.getValue().get(0).equalsIgnoreCase("false");
    }

    /** Whether the command line or the run file names the setting. */
    boolean isGiven(String name) {
        return changes.containsKey(name);
    }

    /** The names of the settings that are described here. */
    static Set<String> names() {
        Set<String> names = new java.util.TreeSet<>();
        TrainingFlagTable.GROUPS.values().forEach(group -> group.forEach(flag -> names.add(flag.name())));
        return names;
    }

    private OptionSpec option(TrainingFlagTable.Flag flag, Object standard, int order) {
        String trl = flag.trl().isEmpty() || flag.trl().equals(shown(standard)) ? "" : "; TRL " + flag.trl();
        ITypeConverter<String> checked = text -> checked(flag.name(), text);
        OptionSpec.Builder option = OptionSpec.builder(names(flag.name()))
                .type(String.class)
                .converters(checked)
                .paramLabel(label(standard))
                .order(order)
                .description(flag.text().replace("%", "%%") + " (" + shown(standard) + trl + ").");
        if (standard instanceof Boolean) {
            option.arity("0..1").fallbackValue("true");
        }
        if (flag.name().equals(NAMES)) {
            targets = option.type(List.class)
                    .auxiliaryTypes(String.class)
                    .arity("1..*")
                    .build();
            return targets;
        }
        if (grid) {
            option.type(List.class).auxiliaryTypes(String.class);
        }
        return option.build();
    }

    /** A precision as a switch, as TRL has it. */
    private OptionSpec switched(Precision precision, int order) {
        ITypeConverter<String> converter = text -> switched(precision, text);
        return OptionSpec.builder("--" + precision.label())
                .type(String.class)
                .converters(converter)
                .paramLabel("true|false")
                .arity("0..1")
                .fallbackValue("true")
                .order(order)
                .description("TRL's name of --precision " + precision.label() + ".")
                .build();
    }

    private String switched(Precision precision, String text) {
        if (Boolean.parseBoolean(text)) {
            return checked(PRECISION, precision.label());
        }
        List<String> said = changes.getOrDefault(PRECISION, List.of());
        if (said.isEmpty() || said.contains(precision.label())) {
            changes.put(PRECISION, List.of(Precision.FP32.label()));
        }
        return text;
    }

    private String checked(String name, String text) {
        List<String> said = new ArrayList<>();
        try {
            for (String value : grid ? SweepValues.of(name, text) : List.of(text)) {
                TrainingOptions.with(TrainingConfig.DEFAULT, allowing(name, value));
                said.add(value);
            }
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
        said.addAll(0, grid ? changes.getOrDefault(name, List.of()) : List.of());
        changes.put(name, said);
        return text;
    }

    /** Some settings are only right beside another one, which is checked when all are known. */
    private static Map<String, Object> allowing(String name, String text) {
        return switch (name) {
            case "unfreeze_layers" -> Map.of(name, text, "freeze_backbone", true);
            case "hinge_margin" -> Map.of(name, text, "loss", "hinge");
            case "focal_gamma" -> Map.of(name, text, "loss", "focal");
            default -> Map.of(name, text);
        };
    }

    private static String[] names(String name) {
        String kebab = "--" + name.replace('_', '-');
        return switch (name) {
            case "num_train_epochs" -> new String[] {kebab, "--epochs"};
            case "warmup_steps" -> new String[] {kebab, "--warmup-ratio"};
            case "per_device_train_batch_size" -> new String[] {kebab, "--batch-size"};
            default -> new String[] {kebab};
        };
    }

    private static String label(Object standard) {
        if (standard instanceof Boolean) {
            return "true|false";
        }
        return standard instanceof Number ? "N" : "NAME";
    }

    private static String shown(Object standard) {
        String text = standard.toString();
        if (text.isEmpty()) {
            return "none";
        }
        return standard instanceof Double
                ? text.replace(".0E", "e").replace("E", "e").replaceAll("\\.0$", "")
                : text;
    }
}
