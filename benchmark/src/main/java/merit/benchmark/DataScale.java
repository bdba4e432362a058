package merit.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import merit.backbone.PretrainedBackbone;
import merit.encoding.TokenFile;
import merit.preference.CandidateSet;
import merit.preference.PreferenceSplit;
import merit.preference.format.PreferenceRows;
import merit.preference.format.ReadOptions;
import merit.preference.format.RowWriter;
import merit.preference.store.FileHashes;
import merit.preference.store.SetFile;
import merit.preference.store.SetReading;
import merit.preference.store.StoreProgress;
import merit.preference.store.StoredSets;
import merit.preference.synthetic.SyntheticConfig;
import merit.preference.synthetic.SyntheticPreferences;
import merit.rewardmodel.RewardModel;
import merit.tensor.Engine;
import merit.tensor.ProcessMemory;
import merit.training.NamedSets;
import merit.training.RewardTrainer;
import merit.training.TrainingConfig;
import merit.training.TrainingEvent;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What it costs to prepare data on disk as their number grows: generated pairs are read, tokenised, split and indexed up to the first
 * step, then once more from what is kept. Memory is Java's heap once all is prepared, beside that of the process without data.
 */
@Command(
        name = "scale",
        description = "Time and memory of preparing generated pairs through the token cache, by their number.",
        mixinStandardHelpOptions = true)
final class DataScale implements Callable<Integer> {
    private static final double HELD_OUT = 0.2;
    private static final long SEED = 42;

    @Option(
            names = "--pairs",
            split = ",",
            defaultValue = "1000,10000,100000",
            description = "How many pairs, several with commas (default ${DEFAULT-VALUE}).")
    List<Long> pairs = List.of();

    @Option(names = "--folder", required = true, description = "Where the files and the cache go; some hundred MB.")
    Path folder = Path.of("");

    @Option(names = "--threads", defaultValue = "2", description = "Threads of the engine (default ${DEFAULT-VALUE}).")
    int threads;

    @Override
    public Integer call() throws IOException {
        Engine.threads(threads);
        Files.createDirectories(folder);
        System.out.println(Engine.describe() + " · " + Machine.processor());
        System.out.println("pairs        file MB  cache MB  read s  tokenise s  tokens/s  split, index s  again s"
                + "  heap MB  bytes a pair");
        TrainingConfig config = TrainingConfig.DEFAULT;
        try (RewardModel model = RewardTrainer.newModel(PretrainedBackbone.open(CommonOptions.BUNDLED_MODEL), config)) {
            for (long count : pairs) {
                measure(model, config, generated(count));
            }
        }
        System.out.printf(
                Locale.ROOT,
                "most resident memory %,.0f MB, pages of mapped files among them · Java's heap at most %,.0f MB%n",
                ProcessMemory.peakResident() / 1e6,
                Runtime.getRuntime().maxMemory() / 1e6);
        return 0;
    }

    private Path generated(long count) throws IOException {
        Path file = folder.resolve("pairs-" + count + ".jsonl");
        if (!Files.exists(file)) {
            try (RowWriter writer = RowWriter.open(file.toString());
                    Stream<CandidateSet> sets = SyntheticPreferences.stream(
                            SyntheticConfig.defaults().withPrompts(count))) {
                sets.flatMap(set -> SyntheticPreferences.pairRows(set).stream())
                        .flatMap(set -> set.pairs().stream())
                        .limit(count)
                        .forEach(pair -> writer.write(PreferenceRows.pair(pair)));
                writer.finish();
            }
        }
        return file;
    }

    private void measure(RewardModel model, TrainingConfig config, Path file) throws IOException {
        long before = heap();
        Path cache = folder.resolve("cache");
        long start = System.nanoTime();
        SetFile sets = read(cache, file);
        double read = seconds(start);
        start = System.nanoTime();
        TokenFile tokens = TokenFile.of(sets, model.encoder(), StoreProgress.NONE);
        double tokenised = seconds(start);
        start = System.nanoTime();
        long held = prepare(model, config, sets) - before;
        double prepared = seconds(start);
        start = System.nanoTime();
        prepare(model, config, read(cache, file));
        System.out.printf(
                Locale.ROOT,
                "%,-11d  %7.1f  %8.1f  %6.1f  %10.1f  %,8.0f  %14.1f  %7.1f  %7.0f  %12.0f%n",
                sets.report().pairs(),
                Files.size(file) / 1e6,
                (sets.records().bytes() + Files.size(tokens.path())) / 1e6,
                read,
                tokenised,
                tokens.tokens() / tokenised,
                prepared,
                seconds(start),
                held / 1e6,
                (double) held / sets.report().pairs());
    }

    private static SetFile read(Path cache, Path file) throws IOException {
        List<String> files = List.of(file.toString());
        return new SetReading(cache, List.of(files), ReadOptions.DEFAULT, FileHashes.of(files))
                .open(StoreProgress.NONE);
    }

    /** All that comes before the first step; returns the heap in use then. */
    private static long prepare(RewardModel model, TrainingConfig config, SetFile sets) throws IOException {
        StoredSets all = sets.sets();
        BitSet held = new PreferenceSplit(SEED).heldOut(all, HELD_OUT);
        NamedSets train =
                NamedSets.stored(all.only(IntStream.range(0, all.size()).filter(place -> !held.get(place))), Map.of());
        long[] used = {0};
        Runnable[] stop = {() -> {}};
        RewardTrainer trainer = new RewardTrainer(model, config, event -> {
            if (event instanceof TrainingEvent.Started) {
                used[0] = heap();
                stop[0].run();
            }
        });
        stop[0] = trainer::stop;
        trainer.fitSets(train, NamedSets.stored(all.only(held.stream()), Map.of()));
        return used[0];
    }

    private static long heap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
