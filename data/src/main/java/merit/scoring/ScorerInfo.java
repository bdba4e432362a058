package merit.scoring;

/**
 * What a model says of itself.
 *
 * @param modelId the name or folder it was opened from
 * @param architecture e.g. {@code bert}
 * @param maxTokens the longest row it reads, special tokens included
 * @param precision e.g. {@code fp32}
 * @param template the name of the prompt template
 * @param parameters how many, in all
 */
public record ScorerInfo(
        String modelId, String architecture, int maxTokens, String precision, String template, long parameters) {}
