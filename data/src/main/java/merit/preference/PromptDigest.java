package merit.preference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import merit.dialogue.Conversation;
import merit.dialogue.Message;
import merit.store.Digest;

/** By which prompts, and what is said after them, are told apart where texts are too much to keep. */
public final class PromptDigest {
    private PromptDigest() {}

    /**
     * Of a prompt and more.
     *
     * @param more the same number of texts wherever digests are compared
     */
    public static Digest of(Conversation prompt, String... more) {
        List<String> parts = new ArrayList<>();
        for (Message message : prompt.messages()) {
            parts.add(message.role().wireName());
            parts.add(message.content());
        }
        parts.addAll(Arrays.asList(more));
        return Digest.of(parts);
    }
}
