package merit.backbone;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import merit.backbone.bert.BertFamily;
import merit.backbone.deberta.DebertaFamily;
import merit.backbone.distilbert.DistilBertFamily;
import merit.backbone.electra.ElectraFamily;
import merit.backbone.gpt.Gpt2Family;
import merit.backbone.gpt.GptJFamily;
import merit.backbone.gpt.GptNeoFamily;
import merit.backbone.llama.LlamaFamily;
import merit.backbone.modernbert.ModernBertFamily;
import merit.backbone.roberta.RobertaFamily;
import merit.backbone.t5.T5Family;
import merit.layer.ConfigFile;
import merit.layer.Family;

/** Every family that is supported, one a line. */
public final class Families {
    private static final List<Family> ALL = List.of(
            new BertFamily(),
            new DistilBertFamily(),
            RobertaFamily.ROBERTA,
            RobertaFamily.XLM_ROBERTA,
            new ElectraFamily(),
            new DebertaFamily(),
            new ModernBertFamily(),
            LlamaFamily.LLAMA,
            LlamaFamily.MISTRAL,
            LlamaFamily.QWEN2,
            LlamaFamily.QWEN3,
            LlamaFamily.GEMMA,
            new Gpt2Family(),
            new GptNeoFamily(),
            new GptJFamily(),
            new T5Family() //
            );

    private Families() {}

    /** All of them. */
    public static List<Family> all() {
        return ALL;
    }

    /** The family of a configuration's {@code model_type}. */
    static Family of(ConfigFile config) {
        String type = config.text("model_type", "");
        return of(type).orElseThrow(() -> config.wrong("model_type is \"" + type + "\", need one of "
                + String.join(", ", names()) + ": no other family is supported"));
    }

    /** The family of a {@code model_type}. */
    static Optional<Family> of(String modelType) {
        return ALL.stream()
                .filter(family -> family.modelType().equals(modelType))
                .findFirst();
    }

    /** Every {@code model_type}. */
    static List<String> names() {
        return ALL.stream().map(Family::modelType).collect(Collectors.toList());
    }
}
