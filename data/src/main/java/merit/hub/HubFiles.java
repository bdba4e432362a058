package merit.hub;

import java.util.List;
import java.util.regex.Pattern;

/** Which of a model's files are needed: configuration, tokenizer, and the weights in one form, safetensors before pickles. */
final class HubFiles {
    private static final Pattern TEXTS = Pattern.compile("[^/]+\\.(json|txt|model|jinja)");
    private static final Pattern SAFE = Pattern.compile("(model|adapter_model|head)(-\\d+-of-\\d+)?\\.safetensors");
    private static final Pattern PICKLED = Pattern.compile("(pytorch_model|adapter_model)(-\\d+-of-\\d+)?\\.bin");

    private HubFiles() {}

    /** Those of a repository's files. */
    static List<String> needed(List<String> files) {
        Pattern weights = files.stream().anyMatch(file -> SAFE.matcher(file).matches()) ? SAFE : PICKLED;
        return files.stream()
                .filter(file ->
                        TEXTS.matcher(file).matches() || weights.matcher(file).matches())
                .sorted()
                .toList();
    }

    /** Whether a file holds weights. */
    static boolean isWeights(String file) {
        return SAFE.matcher(file).matches() || PICKLED.matcher(file).matches();
    }
}
