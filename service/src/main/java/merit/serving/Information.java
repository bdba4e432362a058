package merit.serving;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import merit.encoding.TokenRow;
import merit.scoring.Calibration;
import merit.scoring.ScoreInput;
import merit.scoring.ScorerInfo;
import merit.serving.dialect.Body;
import merit.serving.dialect.Question;
import merit.serving.dialect.WireException;
import org.jspecify.annotations.Nullable;

/** What the server says of itself and of its models. */
final class Information {
    private static final String VERSION = "0.1.0";

    private final ModelRegistry models;
    private final ScoringService scoring;
    private final ServingConfig config;
    private final long created = Instant.now().getEpochSecond();

    Information(ModelRegistry models, ScoringService scoring, ServingConfig config) {
        this.models = models;
        this.scoring = scoring;
        this.config = config;
    }

    record Classifier(Map<String, String> id2label) {}

    record ModelType(Classifier reranker) {}

    record ModelInfo(
            String name,
            String architecture,
            long parameters,
            String precision,
            @Nullable Double goldenDrift,
            String template,
            int maxInputLength,
            boolean calibrated,
            String calibration,
            boolean normalizable) {}

    /** The names of Text Embeddings Inference, and what Merit says besides in {@code models}. */
    record Info(
            String modelId,
            String modelSha,
            String modelDtype,
            ModelType modelType,
            int maxConcurrentRequests,
            int maxInputLength,
            int maxBatchTokens,
            int maxClientBatchSize,
            int maxQueueRows,
            boolean autoTruncate,
            int tokenizationWorkers,
            String version,
            List<ModelInfo> models) {}

    Answer info() {
        List<ModelInfo> all = models.loaded().entrySet().stream()
                .map(entry -> of(entry.getKey(), entry.getValue().model()))
                .toList();
        try (LoadedModel.Lease first = models.lease(null)) {
            ScorerInfo info = first.scorer().info();
            return Answer.json(new Info(
                    first.name(),
                    "",
                    dtype(info.precision()),
                    new ModelType(new Classifier(Map.of("0", "reward"))),
                    config.requests().concurrent(),
                    info.maxTokens(),
                    config.batches().batchTokens(),
                    config.requests().texts(),
                    config.batches().queueRows(),
                    true,
                    config.tokenizationWorkers(),
                    VERSION,
                    all));
        }
    }

    private static ModelInfo of(String name, ServedModel model) {
        ScorerInfo info = model.scorer().info();
        Calibration calibration = model.odds().calibration();
        return new ModelInfo(
                name,
                info.architecture(),
                info.parameters(),
                info.precision(),
                model.goldenDrift(),
                info.template(),
                info.maxTokens(),
                calibration.isFitted(),
                calibration.method(),
                calibration.reference() != null);
    }

    private static String dtype(String precision) {
        return switch (precision) {
            case "fp32" -> "float32";
            case "bf16" -> "bfloat16";
            case "fp16" -> "float16";
            default -> precision;
        };
    }

    record ModelCard(String id, String object, long created, String ownedBy, String root, int maxModelLen) {}

    record ModelList(String object, List<ModelCard> data) {}

    Answer modelList() {
        return Answer.json(new ModelList(
                "list",
                models.loaded().entrySet().stream()
                        .map(entry -> new ModelCard(
                                entry.getKey(),
                                "model",
                                created,
                                "merit",
                                entry.getKey(),
                                entry.getValue().model().scorer().info().maxTokens()))
                        .toList()));
    }

    record Tokens(
            int count, int maxModelLen, List<Integer> tokens, int truncatedPromptTokens, int truncatedResponseTokens) {}

    /** vLLM's {@code /tokenize}: {@code prompt} that stands as it is, or with {@code response}, or {@code messages}, as they are scored. */
    Answer tokenize(Body body, RequestTrace trace) {
        Question question =
                new Question(body.textOrNull("model"), List.of(input(body)), false, null, null, scored -> scored);
        try (LoadedModel.Lease lease = models.lease(question.model())) {
            TokenRow row =
                    scoring.encoder().encode(lease.scorer(), question, trace).get(0);
            return Answer.json(new Tokens(
                    row.length(),
                    lease.scorer().info().maxTokens(),
                    Arrays.stream(row.ids()).boxed().toList(),
                    row.truncatedPromptTokens(),
                    row.truncatedResponseTokens()));
        }
    }

    private static ScoreInput input(Body body) {
        if (body.has("messages")) {
            return new ScoreInput.Chat(body.answered("messages"));
        }
        if (body.has("response")) {
            return new ScoreInput.Chat(body.prompt("prompt").answered(body.text("response")));
        }
        return new ScoreInput.Text(body.text("prompt"), null, body.flag("add_special_tokens", true));
    }

    record Health(String status, List<String> models) {}

    /** 200 once all models are loaded and as long as requests are taken. */
    Answer ready(RequestGate gate) {
        if (gate.isDraining()) {
            throw WireException.ending();
        }
        models.lease(null).close();
        return live();
    }

    /** 200 as long as the process answers. */
    Answer live() {
        return Answer.json(new Health("ok", List.copyOf(models.loaded().keySet())));
    }
}
