package merit.backbone;

/**
 * What stands beside a model's weights.
 *
 * @param name of the model: a folder, or a bundled name
 * @param config the text of {@code config.json}
 * @param tokenizer the text of {@code tokenizer.json}
 * @param tokenizerConfig the text of {@code tokenizer_config.json}; {@code {}} where there is none
 */
record ModelFiles(String name, String config, String tokenizer, String tokenizerConfig) {}
