package merit.serving.dialect;

/** What kind of failure an answer tells of, under the names of Text Embeddings Inference where it has one. */
public enum ErrorType {
    VALIDATION("Validation"),
    TOKENIZER("Tokenizer"),
    UNAUTHORIZED("Unauthorized"),
    OVERLOADED("Overloaded"),
    BACKEND("Backend"),
    UNHEALTHY("Unhealthy"),
    TIMEOUT("Timeout"),
    INTERNAL("Internal");

    private final String wireName;

    ErrorType(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }
}
