package merit.chat;

/** A chat template that is not Jinja, uses what is not known here, or refuses a conversation itself. */
public final class ChatTemplateException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    ChatTemplateException(String message) {
        super(message);
    }

    /** At a line of the template. */
    static ChatTemplateException at(int line, String message) {
        return new ChatTemplateException("chat template, line " + line + ": " + message);
    }

    /** Jinja that Merit does not know: rendered by guess it could come out wrong. */
    static ChatTemplateException unknown(String what) {
        return new ChatTemplateException(
                "chat template: found " + what
                        + ", which is not known here; need a template without it: simplify it, or name another with --template");
    }
}
