package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import merit.hub.HubName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Recipes and presets, each read and planned on a small model of its kind. */
class RecipesTest {
    private static final Path RECIPES = Path.of("..", "recipes");
    private static final Path GPT = Path.of("..", "model/src/test/resources/merit/backbone/decoders/gpt2");
    private static final String TOKENIZER = """
        {"version": "1.0", "added_tokens": [
           {"id": 0, "content": "<pad>", "special": true, "single_word": false, "lstrip": false, "rstrip": false,
            "normalized": false}],
         "pre_tokenizer": {"type": "WhitespaceSplit"},
         "model": {"type": "WordLevel", "vocab": {"<pad>": 0, "<unk>": 1, "a": 2, "b": 3, "c": 4}, "unk_token": "<unk>"}}
        """;

    @TempDir
    private Path folder;

    static List<Path> recipes() throws IOException {
        try (Stream<Path> files = Files.list(RECIPES)) {
            return files.sorted().toList();
        }
    }

    static List<String> presets() {
        return Preset.NAMES;
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void everyRecipeIsReadAndPlanned(Path recipe) throws IOException {
        boolean gpt = recipe.getFileName().toString().startsWith("gpt2");
        Session session = plan(gpt ? gpt().toString() : "all-MiniLM-L6-v2", "--config=" + recipe);
        assertThat(session.code()).as(session.err()).isZero();
        assertThat(session.err())
                .contains("Plan     1 step an epoch, ", gpt ? "head and LoRA of rank " : "two segments")
                .endsWith("Nothing was trained or saved.\n");
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void everyRecipesBaseIsAModelsNameOnAHub(Path recipe) throws IOException {
        List<String> bases = Files.readAllLines(recipe).stream()
                .filter(line -> line.startsWith("model: "))
                .map(line -> line.substring("model: ".length()))
                .toList();
        assertThat(bases).allMatch(base -> HubName.of(base).isPresent());
    }

    @ParameterizedTest
    @MethodSource("presets")
    void everyPresetIsReadAndPlanned(String preset) throws IOException {
        Session session = plan("all-MiniLM-L6-v2", "--preset=" + preset);
        assertThat(session.code()).as(session.err()).isZero();
        assertThat(session.err().contains(" · linear maps in bf16")).isEqualTo(!preset.equals("cpu"));
        assertThat(session.err()).contains(preset.equals("cpu") ? " in all, of 32 · " : " in all, of 16 · ");
    }

    @Test
    void anUnknownPresetIsNamed() throws IOException {
        Session unknown = plan("all-MiniLM-L6-v2", "--preset=gpu-7gb");
        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.err()).startsWith("--preset: found gpu-7gb, need one of cpu, gpu-6gb");
    }

    @Test
    void optionsAndRunFilesGoBeforeAPreset() throws IOException {
        Path file = Files.writeString(folder.resolve("run.yaml"), "preset: gpu-6gb\nbf16: false\nbatch_size: 3\n");
        Session session = plan("all-MiniLM-L6-v2", "--config=" + file, "--gradient-accumulation-steps=2");
        assertThat(session.err()).contains(" in all, of 6 · ").doesNotContain("linear maps in bf16");
    }

    private Session plan(String model, String... options) throws IOException {
        Path pairs = Files.writeString(
                folder.resolve("pairs.jsonl"), "{\"prompt\": \"c a\", \"chosen\": \"a\", \"rejected\": \"b\"}\n");
        List<String> words = new ArrayList<>(List.of("train", "--data", pairs.toString()));
        words.addAll(List.of("--out", folder.resolve("run").toString(), "--model", model));
        words.addAll(List.of("--dry-run", "--eval-share=0", "--max-length=32"));
        words.addAll(List.of(options));
        return Session.run(words.toArray(String[]::new));
    }

    private Path gpt() throws IOException {
        Path model = Files.createDirectory(folder.resolve("gpt2"));
        for (String name : List.of("config.json", "model.safetensors")) {
            Files.copy(GPT.resolve(name), model.resolve(name));
        }
        Files.writeString(model.resolve("tokenizer.json"), TOKENIZER);
        return model;
    }
}
