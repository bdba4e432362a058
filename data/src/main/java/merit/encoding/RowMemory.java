package merit.encoding;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import merit.dialogue.Conversation;
import merit.store.Digest;

/**
 * Rows of conversations for those who read the same texts again: an answer in several comparisons, a training and its evaluation, the
 * members of a sweep. Each is encoded once, whichever of the encoders that make the same rows is asked, and a prompt once for all its
 * answers where that makes no other rows. Holds all that it was asked for, so it is for texts that are in memory anyway. Thread-safe.
 */
public final class RowMemory {
    private final Map<String, Map<Conversation, TokenRow>> byEncoder = new HashMap<>();

    /**
     * The rows of many conversations, in order; those that are not known are made on all cores.
     *
     * @param stopped asked before each prompt of these
     * @throws CancellationException where it says so
     */
    public synchronized List<TokenRow> encodeAll(
            RowEncoder encoder, List<Conversation> conversations, BooleanSupplier stopped) {
        String key = HexFormat.of().formatHex(Digest.sha256(encoder.key()));
        Map<Conversation, TokenRow> known = byEncoder.computeIfAbsent(key, first -> new HashMap<>());
        List<List<Conversation>> missing = byPrompt(conversations, known.keySet());
        List<List<TokenRow>> made = missing.parallelStream()
                .map(answers -> {
                    if (stopped.getAsBoolean()) {
                        throw new CancellationException("stopped while texts became tokens");
                    }
                    return encoder.encodeAnswers(answers);
                })
                .toList();
        for (int prompt = 0; prompt < made.size(); prompt++) {
            for (int answer = 0; answer < made.get(prompt).size(); answer++) {
                known.put(missing.get(prompt).get(answer), made.get(prompt).get(answer));
            }
        }
        return conversations.stream()
                .map(conversation -> Objects.requireNonNull(known.get(conversation)))
                .toList();
    }

    /** Those that are not known, each once, with what answers the same prompt. */
    private static List<List<Conversation>> byPrompt(List<Conversation> conversations, Set<Conversation> known) {
        Map<Conversation, List<Conversation>> prompts = new LinkedHashMap<>();
        conversations.stream()
                .filter(conversation -> !known.contains(conversation))
                .distinct()
                .forEach(conversation -> prompts.computeIfAbsent(conversation.prompt(), first -> new ArrayList<>())
                        .add(conversation));
        return List.copyOf(prompts.values());
    }
}
