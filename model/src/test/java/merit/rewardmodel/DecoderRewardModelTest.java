package merit.rewardmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import merit.encoding.TokenRow;
import merit.tensor.Engine;
import merit.tensor.Safetensors;
import merit.tensor.Seed;
import merit.tokenizer.SpecialToken;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Reward models on decoders: the last token's state, a head without bias, padding of their own. */
class DecoderRewardModelTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String[][] TEXTS = {
        {"w3 w4 w5", "w6 w7"},
        {"w3 w4 w5", "w6 </s>"},
        {"w9", ""},
        {"w10 w11 w12 w13 w14 w15 w16 w17", "w18 w19 w20 w21 w22 w23"},
        {"w44 w45", "w46 w47 w44 w45 w46 nothing known"},
    };

    @TempDir
    Path folder;

    static Stream<String> names() throws IOException {
        return TinyDecoder.names();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "</s>"})
    void aDecoderWithoutPaddingOfItsOwnGetsATokenARowAndAWordOnWhy(String padToken) throws IOException {
        try (RewardModel model = TinyDecoder.model(TinyDecoder.write(folder.resolve("base"), "llama-yarn", padToken))) {
            assertThat(model.pooling()).isEqualTo(Pooling.LAST);
            assertThat(model.notes())
                    .containsExactly("padding is token 48, which is nothing else, in place of nothing: transformers"
                            + " reads a score at the last token that is not padding");
            assertThat(model.encoder().tokenizer().id(SpecialToken.PAD)).hasValue(48);
            assertThat(model.encoder().tokenizer().decode(new int[] {48})).isEqualTo("<|pad|>");
            RewardModelFolder.save(model, folder.resolve("run"));
        }
        JsonNode config = JSON.readTree(Files.readString(folder.resolve("run/config.json")));
        assertThat(config.path("architectures").path(0).asString()).isEqualTo("LlamaForSequenceClassification");
        assertThat(config.path("pad_token_id").asInt()).isEqualTo(48);
        assertThat(config.path("vocab_size").asInt()).isEqualTo(49);
        assertThat(config.path("id2label").size()).isEqualTo(1);
        JsonNode settings = JSON.readTree(Files.readString(folder.resolve("run/tokenizer_config.json")));
        assertThat(settings.path("pad_token").asString()).isEqualTo("<|pad|>");
        assertThat(settings.path("added_tokens_decoder")
                        .path("48")
                        .path("special")
                        .asBoolean())
                .isTrue();
        try (Safetensors weights = Safetensors.open(folder.resolve("run/model.safetensors"))) {
            assertThat(weights.shapes().get("model.embed_tokens.weight")).containsExactly(49, 32);
            assertThat(weights.shapes().get("score.weight")).containsExactly(1, 32);
            assertThat(weights.shapes()).doesNotContainKey("score.bias");
        }
    }

    @Test
    void paddingThatIsNothingElseStaysAsItIs() throws IOException {
        Path base = TinyDecoder.write(folder.resolve("base"), "llama", "w47");
        Files.writeString(
                base.resolve("config.json"),
                Files.readString(base.resolve("config.json")).replace("\"pad_token_id\": 0", "\"pad_token_id\": 47"));
        try (RewardModel model = TinyDecoder.model(base)) {
            assertThat(model.notes()).isEmpty();
            assertThat(model.encoder().tokenizer().padId()).isEqualTo(47);
        }
    }

    /** As of a base that was resized and saved with its former tokenizer. */
    @Test
    void aTokenizerWithoutTheTokenThatTheConfigurationNamesGetsIt() throws IOException {
        Path base = TinyDecoder.write(folder.resolve("base"), "llama", "</s>");
        Path resized = folder.resolve("resized");
        try (RewardModel model = TinyDecoder.model(base)) {
            RewardModelFolder.save(model, resized);
        }
        Files.delete(resized.resolve("merit.json"));
        for (String file : List.of("tokenizer.json", "tokenizer_config.json")) {
            Files.write(resized.resolve(file), Files.readAllBytes(base.resolve(file)));
        }
        try (RewardModel model = TinyDecoder.model(resized)) {
            assertThat(model.notes())
                    .containsExactly("padding is token 48, as config.json says; the tokenizer had none of its own");
            assertThat(model.encoder().encode("w3", "w4").ids()).endsWith(2);
            assertThat(model.encoder().tokenizer().padId()).isEqualTo(48);
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void whatIsSavedScoresTheSameWhenOpenedAgain(String name) throws IOException {
        List<TokenRow> rows;
        float[] before;
        try (RewardModel model = TinyDecoder.model(TinyDecoder.write(folder.resolve("base"), name, ""))) {
            rows = rows(model);
            before = RewardModelScorer.of(model, "").rewards(rows);
            RewardModelFolder.save(model, folder.resolve("run"));
        }
        try (RewardModel opened = RewardModelFolder.open(folder.resolve("run"))) {
            assertThat(opened.notes()).isEmpty();
            assertThat(rows(opened)).isEqualTo(rows);
            assertThat(RewardModelScorer.of(opened, "").rewards(rows)).isEqualTo(before);
        }
    }

    @Test
    void aHiddenLayerStandsInAFileOfItsOwnWhichAnOlderMeritRefuses() throws IOException {
        NewHead head = new NewHead(Pooling.LAST, HeadKind.HIDDEN, Objectives.REWARD, new Seed(7));
        List<TokenRow> rows;
        float[] before;
        try (RewardModel model = TinyDecoder.model(TinyDecoder.write(folder.resolve("base"), "gpt2", ""), head)) {
            rows = rows(model);
            before = RewardModelScorer.of(model, "").rewards(rows);
            assertThat(before).doesNotHaveDuplicates();
            RewardModelFolder.save(model, folder.resolve("run"));
        }
        try (Safetensors weights = Safetensors.open(folder.resolve("run/head.safetensors"))) {
            assertThat(weights.shapes())
                    .containsOnlyKeys(
                            "transformer.pooler.dense.weight",
                            "transformer.pooler.dense.bias",
                            "score.weight",
                            "score.bias");
        }
        JsonNode manifest = JSON.readTree(Files.readString(folder.resolve("run/merit.json")));
        assertThat(manifest.path("format_version").asInt()).isEqualTo(5);
        assertThat(manifest.path("head").path("kind").asString()).isEqualTo("hidden");
        try (RewardModel opened = RewardModelFolder.open(folder.resolve("run"))) {
            assertThat(opened.headKind()).isEqualTo(HeadKind.HIDDEN);
            assertThat(RewardModelScorer.of(opened, "").rewards(rows)).isEqualTo(before);
        }
    }

    @Test
    void theFamilysOwnHeadIsNotAskedForAHiddenLayer() throws IOException {
        Path base = TinyDecoder.write(folder.resolve("base"), "gpt2", "");
        NewHead head = new NewHead(Pooling.OWN, HeadKind.HIDDEN, Objectives.REWARD, new Seed(7));
        assertThatThrownBy(() -> TinyDecoder.model(base, head))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("head_kind hidden with pooling own: found the head of the family's own classifier, whose"
                        + " layers it decides, need pooling first, mean or last");
    }

    /** Where the variable MERIT_PYTHON names a Python with torch and transformers, the folders give it equal scores. */
    @Test
    @Tag("golden")
    void transformersRepeatsTheScoresOfEveryFamilysFolder() throws IOException, InterruptedException {
        String python = System.getenv("MERIT_PYTHON");
        assumeTrue(python != null, "MERIT_PYTHON names no Python with torch and transformers");
        for (String name : TinyDecoder.names().toList()) {
            Path base = TinyDecoder.write(folder.resolve("base").resolve(name), name, "");
            try (RewardModel model = TinyDecoder.model(base)) {
                Path run = folder.resolve("runs").resolve(name);
                RewardModelFolder.save(model, run);
                Files.write(run.resolve("tokens.jsonl"), tokens(model));
            }
        }
        Process check = new ProcessBuilder(
                        python,
                        "../witness/check_folder.py",
                        folder.resolve("runs").toString(),
                        "--threads",
                        "1")
                .redirectErrorStream(true)
                .start();
        String output = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        System.out.println(output);
        assertThat(check.waitFor()).as(output).isZero();
    }

    /** What the script reads: a row's text, ids and score a line. */
    private static List<String> tokens(RewardModel model) {
        List<TokenRow> rows = rows(model);
        float[] scores = RewardModelScorer.of(model, "").rewards(rows);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < scores.length; i++) {
            lines.add(JSON.writeValueAsString(JSON.createObjectNode()
                    .put("score", scores[i])
                    .set("ids", JSON.valueToTree(rows.get(i).ids()))));
        }
        return lines;
    }

    @Test
    void aVocabularyThatCannotGrowIsSaidSo() throws IOException {
        try (RewardModel bert = TinyBert.model(folder.resolve("bert"), Pooling.MEAN)) {
            Engine.run(() -> assertThatThrownBy(() -> bert.backbone().growVocabulary(99))
                    .hasMessage("vocabulary: a bert has the tokens that it was made with; use its own tokenizer"));
        }
    }

    private static List<TokenRow> rows(RewardModel model) {
        return Stream.of(TEXTS)
                .map(text -> model.encoder().encode(text[0], text[1]))
                .toList();
    }
}
