package merit.preference.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import merit.preference.CandidateSet;
import merit.preference.PreferenceData;
import merit.preference.PreferenceSplit;
import merit.preference.format.DataFileException;
import merit.preference.format.PreferenceFiles;
import merit.preference.format.PreferenceRows;
import merit.preference.format.ReadOptions;
import merit.preference.format.RowWriter;
import merit.preference.synthetic.SyntheticConfig;
import merit.preference.synthetic.SyntheticPreferences;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are read onto disk, beside the same files in memory. */
class SetReadingTest {
    @TempDir
    private Path folder;

    private final List<String> unusable = new ArrayList<>();

    private SetFile read(ReadOptions options, String... files) throws IOException {
        return new SetReading(folder.resolve("cache"), List.of(List.of(files)), options, FileHashes.of(List.of(files)))
                .open(new StoreProgress() {
                    @Override
                    public void unusable(Path file, String found) {
                        unusable.add(found);
                    }
                });
    }

    private static String fixture(String name) throws URISyntaxException {
        URL url = Objects.requireNonNull(PreferenceFiles.class.getResource(name), name);
        return Path.of(url.toURI()).toString();
    }

    private String generated(String name, int prompts) {
        String file = folder.resolve(name).toString();
        try (RowWriter writer = RowWriter.open(file)) {
            SyntheticPreferences.stream(SyntheticConfig.defaults().withPrompts(prompts))
                    .flatMap(set -> SyntheticPreferences.pairRows(set).stream())
                    .flatMap(set -> set.pairs().stream())
                    .forEach(pair -> writer.write(PreferenceRows.pair(pair)));
            writer.finish();
        }
        return file;
    }

    private List<Path> cached() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
            return files.toList();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pair.jsonl",
                "gptj-pairwise.jsonl",
                "hh.jsonl",
                "messages.jsonl",
                "candidates.jsonl",
                "ultrafeedback.jsonl",
                "helpsteer2-preference.jsonl",
                "helpsteer3-preference.jsonl",
                "oasst.jsonl",
                "ranked.jsonl",
                "response.jsonl"
            })
    void whatIsReadFromDiskIsWhatIsReadIntoMemory(String name) throws Exception {
        String file = fixture(name);
        PreferenceData memory = PreferenceFiles.read(file, ReadOptions.DEFAULT).withoutRepeats();
        SetFile disk = read(ReadOptions.DEFAULT, file, file);
        PreferenceData twice =
                PreferenceFiles.read(List.of(file, file), ReadOptions.DEFAULT).withoutRepeats();
        assertThat(disk.sets()).containsExactlyElementsOf(twice.sets());
        assertThat(disk.report()).isEqualTo(twice.report());
        assertThat(read(ReadOptions.DEFAULT, file).sets()).containsExactlyElementsOf(memory.sets());
        assertThat(read(ReadOptions.DEFAULT.withMaxSamples(1), file, file)
                        .report()
                        .files())
                .containsExactly(file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"p.jsonl.gz", "p.csv", "p.json", "p.parquet"})
    void everyFormOfFileIsRead(String name) throws IOException {
        String file = generated(name, 20);
        assertThat(read(ReadOptions.DEFAULT, file).sets())
                .containsExactlyElementsOf(PreferenceFiles.read(Path.of(file)).sets());
    }

    @Test
    void theSplitIsThatOfMemoryForEveryShareAndSeed() throws IOException {
        String file = generated("p.jsonl", 60);
        StoredSets disk = read(ReadOptions.DEFAULT, file).sets();
        List<CandidateSet> memory = PreferenceFiles.read(Path.of(file)).sets();
        for (double share : new double[] {0, 0.2, 0.5, 1}) {
            for (long seed = 0; seed < 3; seed++) {
                PreferenceSplit split = new PreferenceSplit(seed);
                BitSet held = split.heldOut(disk, share);
                PreferenceSplit.Sides<CandidateSet> sides = split.holdOut(memory, share);
                assertThat(disk.only(held.stream())).containsExactlyElementsOf(sides.heldOut());
                assertThat(disk.only(IntStream.range(0, disk.size()).filter(place -> !held.get(place))))
                        .containsExactlyElementsOf(sides.training());
            }
        }
    }

    @Test
    void aFileOfTheSameContentIsReadOnceWhateverItsName() throws IOException {
        String file = generated("p.jsonl", 5);
        SetFile first = read(ReadOptions.DEFAULT, file);
        String moved = Files.move(Path.of(file), folder.resolve("moved.jsonl")).toString();
        SetFile second = read(ReadOptions.DEFAULT, moved);
        assertThat(cached()).containsExactly(first.records().path());
        assertThat(second.sets().get(0).origin().file()).isEqualTo(moved);
        assertThat(second.report().files()).containsExactly(moved);
        Files.writeString(Path.of(moved), Files.readString(Path.of(moved)).replaceFirst("\"chosen\": ?\"", "$0x"));
        read(ReadOptions.DEFAULT, moved);
        assertThat(cached()).hasSize(2);
        assertThat(unusable).isEmpty();
    }

    @Test
    void aFileThatWasCutIsSaidToBeAndMadeAnew() throws IOException {
        String file = generated("p.jsonl", 5);
        SetFile first = read(ReadOptions.DEFAULT, file);
        byte[] whole = Files.readAllBytes(first.records().path());
        Files.write(first.records().path(), java.util.Arrays.copyOf(whole, whole.length / 2));
        assertThat(read(ReadOptions.DEFAULT, file).records().path()).hasBinaryContent(whole);
        assertThat(unusable).hasSize(1).first().asString().startsWith("a file that was cut off");
    }

    @Test
    void aWrongLineInTheMiddleIsSaidAsInMemoryAndNothingIsLeft() throws IOException {
        Path file = Path.of(generated("p.jsonl", 3000));
        List<String> lines = Files.readAllLines(file);
        lines.set(5001, "{\"prompt\": \"p\", \"chosen\": 3, \"rejected\": \"x\"}");
        Files.write(file, lines);
        assertThatThrownBy(() -> read(ReadOptions.DEFAULT, file.toString()))
                .isInstanceOf(DataFileException.class)
                .hasMessage(org.assertj.core.api.Assertions.catchThrowable(() -> PreferenceFiles.read(file))
                        .getMessage())
                .hasMessageStartingWith(file + ", line 5002: ");
        assertThat(folder.resolve("cache")).isEmptyDirectory();
    }

    @Test
    void rowsOfWhichSeveralMakeOneSetAreRefused() throws Exception {
        String file = fixture("helpsteer.jsonl");
        assertThatThrownBy(() -> read(ReadOptions.DEFAULT, file))
                .hasMessageStartingWith(file + ": found HelpSteer rows, several of which make one prompt");
        assertThat(folder.resolve("cache")).isEmptyDirectory();
    }

    @Test
    void aSampleIsInOrderAndTheSameForOneSeed() throws IOException {
        StoredSets sets = read(ReadOptions.DEFAULT, generated("p.jsonl", 30)).sets();
        List<CandidateSet> sample = sets.sample(10, 7);
        assertThat(sample).hasSize(10).isSubsetOf(sets).isEqualTo(sets.sample(10, 7));
        assertThat(sample)
                .isSortedAccordingTo(
                        (a, b) -> Long.compare(a.origin().line(), b.origin().line()));
        assertThat(sets.sample(10, 8)).isNotEqualTo(sample);
        assertThat(sets.sample(1000, 7)).containsExactlyElementsOf(sets);
    }
}
