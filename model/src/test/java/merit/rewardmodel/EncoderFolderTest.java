package merit.rewardmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import merit.backbone.PretrainedBackbone;
import merit.encoding.EncodingConfig;
import merit.encoding.TokenRow;
import merit.tensor.Engine;
import merit.tensor.Gradients;
import merit.tensor.OneThread;
import merit.tensor.Seed;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reward models over every family of encoders, saved: read again they score the same, and where the folder is a classifier of
 * the family's own, so does that. With MERIT_SAVED_MODELS set to a folder what was saved stays there, for
 * {@code witness/check_encoders.py}.
 */
@ExtendWith(OneThread.class)
class EncoderFolderTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "bert-reward, OWN, true",
        "bert-three-labels, MEAN, true",
        "distilbert-reward, OWN, true",
        "distilbert-reward, MEAN, true",
        "distilbert-sinusoidal, FIRST, false",
        "roberta-reward, OWN, true",
        "roberta-reward, FIRST, true",
        "roberta-four-labels, MEAN, true",
        "roberta-four-labels, POOLER, true",
        "xlm-roberta-reward, MEAN, true",
        "electra-reward, OWN, true",
        "electra-two-labels, MEAN, true",
        "electra-reward, POOLER, false",
        "deberta-v3-reward, OWN, true",
        "deberta-v3-reward, MEAN, true",
        "deberta-v2-conv, FIRST, true",
        "deberta-v2-conv, MEAN, true",
        "deberta-v2-c2p, POOLER, true",
        "modernbert-reward, MEAN, true",
        "modernbert-mean, OWN, true",
        "modernbert-reward, FIRST, false",
        "modernbert-mean, LAST, false",
        "t5-reward, OWN, true",
        "flan-t5-three-labels, OWN, true",
        "t5-reward, MEAN, false",
        "flan-t5-three-labels, LAST, false"
    })
    void aRewardModelIsReadAgainAndIsAClassifierWhereItCanBe(String name, Pooling pooling, boolean classifier)
            throws IOException {
        assertSaved(name, new NewHead(pooling, HeadKind.LINEAR, Objectives.REWARD, new Seed(3)), classifier);
    }

    @ParameterizedTest
    @CsvSource({
        "bert-reward, FIRST, true",
        "bert-three-labels, MEAN, true",
        "bert-reward, LAST, false",
        "distilbert-reward, MEAN, false",
        "roberta-four-labels, MEAN, true",
        "xlm-roberta-reward, MEAN, true",
        "electra-two-labels, MEAN, false",
        "deberta-v3-reward, MEAN, true",
        "deberta-v2-conv, LAST, false",
        "modernbert-reward, MEAN, false",
        "t5-reward, MEAN, false"
    })
    void soIsOneWithAHiddenLayer(String name, Pooling pooling, boolean classifier) throws IOException {
        assertSaved(name, new NewHead(pooling, HeadKind.HIDDEN, Objectives.REWARD, new Seed(3)), classifier);
    }

    private void assertSaved(String name, NewHead head, boolean classifier) throws IOException {
        EncoderGolden golden = EncoderGolden.read(name);
        Path saved = place(name, head);
        float[] scores = save(golden, head, saved);
        List<TokenRow> rows = rows(golden);
        try (RewardModel opened = RewardModelFolder.open(saved)) {
            near(rewards(opened, rows), scores);
        }
        assertThat(Files.exists(saved.resolve("head.safetensors"))).isEqualTo(!classifier);
        if (classifier) {
            try (RewardModel opened = PublishedClassifier.open(saved, ScoringOptions.NONE)) {
                near(rewards(opened, rows), scores);
            }
        }
        writeTokens(saved, rows, scores);
    }

    @Test
    void aTokenizerWithIdsBeyondTheWordTableIsRefused() throws IOException {
        Path base = EncoderGolden.read("bert-reward").write(folder);
        Path file = base.resolve("tokenizer.json");
        String another = "{\"id\": 150, \"content\": \"<new>\", \"single_word\": false, \"lstrip\": false,"
                + " \"rstrip\": false, \"normalized\": false, \"special\": true}, ";
        Files.writeString(
                file, Files.readString(file).replaceFirst("\"added_tokens\":\\s*\\[", "\"added_tokens\": [" + another));
        assertThatThrownBy(() -> PublishedClassifier.open(base, ScoringOptions.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        base + ": the tokenizer does not fit the model: found token id 150, need ids below 150, the"
                                + " rows of the model's word table (vocab_size); use the tokenizer that the model was made with");
    }

    private Path place(String name, NewHead head) {
        String kept = System.getenv("MERIT_SAVED_MODELS");
        Path parent = kept == null ? folder : Path.of(kept);
        return parent.resolve((name + "-" + head.pooling() + "-" + head.kind()).toLowerCase(Locale.ROOT));
    }

    /** Makes a model with a head that is not nearly zero, saves it, and scores with it. */
    private float[] save(EncoderGolden golden, NewHead head, Path saved) throws IOException {
        Path base = golden.write(
                folder.resolve("base"),
                name -> head.pooling() == Pooling.OWN || !name.startsWith("classification_head."));
        PretrainedBackbone pretrained = PretrainedBackbone.open(base);
        try (RewardModel model = RewardModel.create(pretrained, head, EncodingConfig.pair(32))) {
            Engine.run(() -> {
                try (TensorScope scope = TensorScope.open();
                        Gradients off = Gradients.off()) {
                    Tensor projection = model.head().projection();
                    projection.mul_(Tensors.scalar(30));
                    Tensor bias = model.head().projectionBias();
                    if (bias != null) {
                        bias.fill_(Tensors.scalar(0.25));
                    }
                }
            });
            RewardModelFolder.save(model, saved);
            return rewards(model, rows(golden));
        }
    }

    private static List<TokenRow> rows(EncoderGolden golden) {
        List<TokenRow> rows = new ArrayList<>();
        golden.json()
                .path("rows")
                .forEach(row -> rows.add(new TokenRow(
                        EncoderGolden.ints(row.path("ids")), EncoderGolden.ints(row.path("segments")), 0, 0)));
        return rows;
    }

    private static float[] rewards(RewardModel model, List<TokenRow> rows) {
        return RewardModelScorer.of(model, "").rewards(rows);
    }

    private static void near(float[] found, float[] need) {
        assertThat(found).containsExactly(need, within(1e-4f));
    }

    private static void writeTokens(Path saved, List<TokenRow> rows, float[] scores) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < scores.length; i++) {
            ObjectNode line = JSON.createObjectNode();
            line.set("ids", JSON.valueToTree(rows.get(i).ids()));
            line.set("segments", JSON.valueToTree(rows.get(i).segments()));
            line.put("score", scores[i]);
            lines.append(line).append('\n');
        }
        Files.writeString(saved.resolve("tokens.jsonl"), lines.toString());
    }
}
