package merit.dialogue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Messages in the order they were said. As a prompt it ends before the response; as a thing to score its last message is
 * the assistant's response.
 */
public record Conversation(List<Message> messages) {
    public Conversation {
        messages = List.copyOf(messages);
    }

    /** A prompt of one user turn. */
    public static Conversation ofPrompt(String prompt) {
        return new Conversation(List.of(Message.user(prompt)));
    }

    /** One user turn and the assistant's response. */
    public static Conversation of(String prompt, String response) {
        return ofPrompt(prompt).answered(response);
    }

    /** This prompt, followed by the assistant's {@code response}. */
    public Conversation answered(String response) {
        List<Message> all = new ArrayList<>(messages);
        all.add(Message.assistant(response));
        return new Conversation(all);
    }

    /** The first thing the user said, or the first message where no user speaks; empty where there is no message. */
    public String firstUserTurn() {
        for (Message message : messages) {
            if (message.role() == Role.USER) {
                return message.content();
            }
        }
        return messages.isEmpty() ? "" : messages.get(0).content();
    }

    /** What was said, whoever said it: the contents, one a line. */
    public String text() {
        return messages.stream().map(Message::content).collect(Collectors.joining("\n"));
    }

    /** Everything before the last message. */
    public Conversation prompt() {
        return new Conversation(messages.subList(0, Math.max(0, messages.size() - 1)));
    }

    /**
     * The content of the last message.
     *
     * @throws IllegalStateException where the conversation is empty
     */
    public String response() {
        if (messages.isEmpty()) {
            throw new IllegalStateException("an empty conversation has no response: need at least one message");
        }
        return messages.get(messages.size() - 1).content();
    }
}
