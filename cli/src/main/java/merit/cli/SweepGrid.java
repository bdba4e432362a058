package merit.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import merit.evaluation.report.SweepReport;
import merit.loss.LossType;
import merit.tensor.Precision;
import merit.tensor.Seed;
import merit.training.TrainingConfig;
import merit.training.TrainingMethod;
import merit.training.TrainingOptions;

/**
 * The configurations of a sweep: every combination of the values given, each once. A setting that means nothing beside another, such
 * as a rate beside a probe, is left out there and makes no second configuration.
 */
record SweepGrid(List<Entry> entries) {
    private static final int MOST = 20_000;

    /**
     * One configuration.
     *
     * @param settings those that tell it from others
     * @param seeds what they come to, once a seed; the seed makes no difference to a probe
     */
    record Entry(Map<String, String> settings, List<TrainingConfig> seeds) {
        String name() {
            return SweepReport.name(settings);
        }
    }

    SweepGrid {
        entries = List.copyOf(entries);
    }

    /**
     * @param values what is said of each setting, see {@link TrainingFlags#ofGrid()}
     * @throws UsageException where a setting is one that a sweep cannot have, or that nothing in it reads
     */
    static SweepGrid of(Map<String, List<String>> values) {
        values.forEach(
                (name, said) -> requireLeftOut(name, said.get(0), name.matches("lora_.*|use_(peft|rslora|dora)")));
        Map<TrainingConfig, Entry> entries = new LinkedHashMap<>();
        Set<String> read = new HashSet<>();
        for (Map<String, String> picked : combinations(values)) {
            Map<String, String> meant = meant(picked);
            read.addAll(meant.keySet());
            Map<String, String> telling = new LinkedHashMap<>(meant);
            telling.keySet()
                    .removeIf(name -> values.getOrDefault(name, List.of()).size() < 2);
            List<TrainingConfig> seeds = seeds(meant, values.getOrDefault("seed", List.of()));
            entries.putIfAbsent(seeds.get(0), new Entry(telling, seeds));
        }
        requireRead(values.keySet(), read);
        entries.keySet().forEach(SweepGrid::requireHeadAlone);
        return new SweepGrid(List.copyOf(entries.values()));
    }

    /** So many of the configurations, drawn at random; the same for one seed, and among those of a larger number. */
    SweepGrid drawn(int trials, long seed) {
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, entries.size()).boxed().toList());
        Collections.shuffle(order, new Seed(seed).random("trials"));
        return new SweepGrid(
                order.stream().limit(trials).sorted().map(entries::get).toList());
    }

    /** The same where linear maps multiply in this precision. */
    SweepGrid in(Precision precision) {
        return new SweepGrid(entries.stream()
                .map(entry -> new Entry(
                        entry.settings(),
                        entry.seeds().stream()
                                .map(config -> config.with("precision", precision))
                                .toList()))
                .toList());
    }

    /** Each seed of each configuration. */
    List<TrainingConfig> configs() {
        return entries.stream().flatMap(entry -> entry.seeds().stream()).toList();
    }

    int members() {
        return configs().size();
    }

    /** The configuration by which the data are looked at: one that needs ties, where there is one. */
    TrainingConfig first() {
        return entries.stream()
                .map(entry -> entry.seeds().get(0))
                .filter(config -> config.loss().loss().learnsTies())
                .findFirst()
                .orElse(entries.get(0).seeds().get(0));
    }

    private static List<Map<String, String>> combinations(Map<String, List<String>> values) {
        List<Map<String, String>> all = List.of(Map.of());
        for (Map.Entry<String, List<String>> setting : values.entrySet()) {
            SweepValues.requireOne(setting.getKey(), setting.getValue());
            if (setting.getKey().equals("seed")) {
                continue;
            }
            List<Map<String, String>> more = new ArrayList<>();
            for (Map<String, String> begun : all) {
                for (String value : new LinkedHashSet<>(setting.getValue())) {
                    Map<String, String> one = new LinkedHashMap<>(begun);
                    one.put(setting.getKey(), value);
                    more.add(one);
                }
            }
            all = more;
            if (all.size() > MOST) {
                throw new UsageException("a grid of more than " + Numbers.count(MOST)
                        + " configurations: need fewer; leave values out, or run several sweeps.");
            }
        }
        return all;
    }

    /** What is left of settings where those are left out that mean nothing beside the others. */
    private static Map<String, String> meant(Map<String, String> picked) {
        Map<String, String> meant = new LinkedHashMap<>(picked);
        boolean probe = lower(picked, "method").equals("probe");
        meant.keySet().removeAll(probe ? ProbeFlags.OF_STEPS : ProbeFlags.OF_PROBES);
        if (probe) {
            meant.keySet().removeAll(SweepValues.OF_LOSS);
            meant.keySet().removeAll(SweepValues.OF_BATCHES);
        }
        if (!lower(picked, "loss").equals(LossType.HINGE.label())) {
            meant.remove("hinge_margin");
        }
        if (!lower(picked, "loss").equals(LossType.FOCAL.label())) {
            meant.remove("focal_gamma");
        }
        return meant;
    }

    private static String lower(Map<String, String> picked, String name) {
        return picked.getOrDefault(name, "").toLowerCase(Locale.ROOT);
    }

    private static List<TrainingConfig> seeds(Map<String, String> meant, List<String> seeds) {
        Map<String, Object> changes = new LinkedHashMap<>(Map.of("save_strategy", "no"));
        changes.putAll(meant);
        boolean probe = lower(meant, "method").equals("probe");
        if (!probe) {
            changes.putIfAbsent("freeze_backbone", true);
        }
        TrainingConfig config = TrainingOptions.with(TrainingConfig.DEFAULT, changes);
        List<TrainingConfig> all =
                seeds.stream().distinct().map(seed -> config.with("seed", seed)).toList();
        return all.isEmpty() ? List.of(config) : all.subList(0, probe ? 1 : all.size());
    }

    private static void requireRead(Set<String> given, Set<String> read) {
        Set<String> unread = new TreeSet<>(given);
        unread.removeAll(read);
        unread.remove("seed");
        unread.removeAll(SweepValues.OF_BATCHES); // a preset names them for any method
        if (!unread.isEmpty()) {
            throw new UsageException(
                    String.join(", ", unread.stream().map(SweepGrid::option).toList())
                            + ": nothing in this sweep reads it; leave it out, or add the --method or --loss that it belongs to.");
        }
    }

    /** The backbone is computed once for all, so nothing may train it. */
    private static void requireHeadAlone(TrainingConfig config) {
        boolean steps = config.probe().method() == TrainingMethod.STEPS;
        requireLeftOut("freeze_backbone", false, steps && !config.adapt().freezeBackbone());
        int layers = config.adapt().unfreezeLayers();
        requireLeftOut("unfreeze_layers", layers, layers > 0);
        requireLeftOut("disable_dropout", false, !config.adapt().disableDropout());
        String cache = config.adapt().featureCache();
        requireLeftOut("feature_cache", cache, cache.equals("off"));
        String objectives = config.objectives().objectives();
        requireLeftOut("objectives", objectives, !objectives.isEmpty());
    }

    private static void requireLeftOut(String name, Object found, boolean wrong) {
        if (wrong) {
            throw new UsageException(
                    option(name) + ": found " + found + ", need it left out: a sweep trains heads of one"
                            + " reward on what a frozen backbone gives of each row, kept in a file; merit train does the rest.");
        }
    }

    private static String option(String name) {
        return "--" + name.replace('_', '-');
    }
}
