package merit.chat;

/**
 * What Jinja makes of a name that nothing has: an empty text where it is printed, an error where anything is asked of it.
 *
 * @param what was looked for
 */
record Undefined(String what) {
    ChatTemplateException refused() {
        return new ChatTemplateException("chat template: " + what
                + " is undefined; give what the template asks for, or name" + " another template with --template");
    }
}
