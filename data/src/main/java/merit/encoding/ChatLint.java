package merit.encoding;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import merit.chat.ChatTemplateException;
import merit.chat.Text;
import merit.dialogue.Conversation;
import merit.dialogue.Message;
import merit.tokenizer.Tokenizer;

/**
 * What is often wrong with a chat template that people publish: a control token twice at an end of the row, no end after the last
 * turn, a date, a generation prompt that nobody asked for. Seen on what it renders.
 */
final class ChatLint {
    private static final Conversation TWO_TURNS = new Conversation(
            List.of(Message.user("a"), Message.assistant("b"), Message.user("c"), Message.assistant("d")));

    private final Tokenizer tokenizer;
    private final ChatPrompt chat;
    private final TaggedRow row;
    private final int[] ids;
    private final List<String> notes = new ArrayList<>();

    /**
     * @param row what the template makes of a turn and its answer
     * @throws IllegalArgumentException where the answer is not in it
     */
    ChatLint(Tokenizer tokenizer, ChatPrompt chat, TaggedRow row) {
        this.tokenizer = tokenizer;
        this.chat = chat;
        this.row = row;
        ids = row.cut(Integer.MAX_VALUE, Truncation.PROMPT).ids();
        if (row.count(TaggedRow.RESPONSE) == 0) {
            throw new IllegalArgumentException(
                    "template chat: found a chat template that leaves the answer out, need one that writes it;"
                            + " name another with --template");
        }
    }

    /** What was found, in sentences; empty where all is well. */
    List<String> notes() {
        checkDoubled(0, 1, tokenizer.singleFrame().before(), "start");
        checkDoubled(ids.length - 1, -1, tokenizer.singleFrame().after(), "end");
        checkEnd();
        checkGenerationPrompt();
        checkDate();
        return List.copyOf(notes);
    }

    private void checkDoubled(int place, int step, int[] frame, String where) {
        if (ids.length > 1 && row.isControl(place) && row.isControl(place + step) && ids[place] == ids[place + step]) {
            notes.add("the chat template writes " + named(ids[place]) + " twice at the " + where
                    + " of a row; take one out of its chat_template");
        } else if (row.isControl(place) && IntStream.of(frame).anyMatch(id -> id == ids[place])) {
            notes.add("the chat template writes " + named(ids[place]) + " at the " + where
                    + " of a row, and the tokenizer would add it again: it stands there once here, and as in"
                    + " apply_chat_template; elsewhere tokenise the rendered text with add_special_tokens=False");
        }
    }

    private void checkDate() {
        String text = chat.render(Conversation.of("a", "b")).toString();
        List<String> dates = chat.fixedDates().stream().filter(text::contains).toList();
        if (!dates.isEmpty()) {
            notes.add("the chat template writes the date, which would change scores from day to day: it is fixed to "
                    + String.join(", ", dates) + ", here and in what is saved");
        }
    }

    private String named(int id) {
        return tokenizer.decode(new int[] {id});
    }

    private void checkEnd() {
        int last = ids.length - 1;
        while (last >= 0 && !row.is(last, TaggedRow.RESPONSE)) {
            last--;
        }
        int answer = last;
        if (IntStream.range(answer + 1, ids.length).noneMatch(row::isControl)) {
            notes.add(
                    "the chat template writes no control token after the last turn: a model that is read at its last token"
                            + " is read at the last word of the answer, and a cut answer looks like a whole one; write the end of"
                            + " turn there in its chat_template");
        }
    }

    /** Whether what follows the last answer ends as what precedes an answer does, beyond what follows any turn. */
    private void checkGenerationPrompt() {
        Text text;
        try {
            text = chat.render(TWO_TURNS);
        } catch (ChatTemplateException e) {
            return; // a template of one turn only
        }
        List<String> between = between(text);
        if (between.size() != 5) {
            return;
        }
        String beforeAnswer = between.get(1);
        String header = beforeAnswer.substring(common(beforeAnswer, between.get(2)));
        if (!header.isBlank() && between.get(4).stripTrailing().endsWith(header.strip())) {
            notes.add("the chat template asks for another answer after the last one (\"" + header.strip()
                    + "\"), though nobody asked for a generation prompt: look after its add_generation_prompt");
        }
    }

    /** What the template wrote before, between and after the contents. */
    private static List<String> between(Text text) {
        List<String> between = new ArrayList<>();
        StringBuilder own = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.origin(i) == Text.Origin.TEMPLATE) {
                own.append(text.toString().charAt(i));
            } else {
                between.add(own.toString());
                own.setLength(0);
            }
        }
        between.add(own.toString());
        return between;
    }

    private static int common(String a, String b) {
        int length = 0;
        while (length < Math.min(a.length(), b.length()) && a.charAt(length) == b.charAt(length)) {
            length++;
        }
        return length;
    }
}
