package merit.dialogue;

import java.util.Locale;

/** Who speaks in a {@link Message}. */
public enum Role {
    SYSTEM,
    USER,
    ASSISTANT,
    TOOL;

    /** The name that published data sets use: {@code system}, {@code user}, {@code assistant}, {@code tool}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads a wire name, with the synonyms found in published data ({@code human}, {@code prompter}, {@code gpt}).
     *
     * @throws IllegalArgumentException for any other name
     */
    public static Role of(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "system", "developer" -> SYSTEM;
            case "user", "human", "prompter" -> USER;
            case "assistant", "gpt", "chatgpt", "bot", "model" -> ASSISTANT;
            case "tool", "function", "observation" -> TOOL;
            default ->
                throw new IllegalArgumentException(
                        "unknown role \"" + name + "\": need system, user, assistant or tool");
        };
    }
}
