package merit.rewardmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import merit.backbone.PretrainedBackbone;
import merit.encoding.EncodingConfig;
import merit.tensor.Engine;
import merit.tensor.Seed;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a backbone and its tokenizer where no model can be made of them. */
class ModelPartsTest {
    @TempDir
    Path folder;

    @Test
    void partsOfWhichNoModelCanBeMadeAreClosed() throws IOException {
        Path base = TinyBert.write(folder);
        Engine.start();
        long before = Pointer.totalCount();
        ModelParts parts = ModelParts.of(PretrainedBackbone.open(base), 0, EncodingConfig.pair(48));
        Engine.run(() -> assertThatThrownBy(() -> parts.into(same -> {
                    throw new IllegalStateException("no head");
                }))
                .hasMessage("no head"));
        assertThat(Pointer.totalCount()).isEqualTo(before);
        assertThatThrownBy(() -> parts.tokenizer().encode("w1")).hasMessageContaining("this tokenizer is closed");
    }

    @Test
    void aRefusalLeavesNothingNativeBehind() throws IOException {
        Path bert = TinyBert.write(folder.resolve("bert"));
        Path decoder = TinyDecoder.write(folder.resolve("gpt2"), "gpt2", "");
        Engine.start();
        long before = Pointer.totalCount();
        assertThatThrownBy(() -> PublishedClassifier.open(bert, ScoringOptions.NONE))
                .hasMessageContaining("no classifier");
        assertThatThrownBy(() -> model(bert, Pooling.MEAN, 4_000)).hasMessageContaining("max_length: found 4000");
        assertThatThrownBy(() -> model(decoder, Pooling.FIRST, 24))
                .hasMessage("pooling FIRST on " + decoder
                        + ": found a decoder, whose first token sees nothing but itself, need LAST or MEAN");
        assertThatThrownBy(() -> model(decoder, Pooling.POOLER, 24)).hasMessageContaining("found a decoder");
        assertThat(Pointer.totalCount()).isEqualTo(before);
    }

    private static RewardModel model(Path base, Pooling pooling, int maxLength) {
        return RewardModel.create(PretrainedBackbone.open(base), pooling, EncodingConfig.pair(maxLength), new Seed(1));
    }
}
