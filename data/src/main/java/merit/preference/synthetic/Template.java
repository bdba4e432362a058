package merit.preference.synthetic;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text with {@code {slots}} in it. */
record Template(String text, Set<String> slots) {
    private static final Pattern SLOT = Pattern.compile("\\{([a-z_]+[0-9]?)}");
    private static final Pattern SENTENCE_START = Pattern.compile("(^|[a-z)\"0-9][.?!] )([a-z])");

    static Template of(String text) {
        Set<String> slots = new LinkedHashSet<>();
        Matcher matcher = SLOT.matcher(text);
        while (matcher.find()) {
            slots.add(matcher.group(1));
        }
        return new Template(text, slots);
    }

    /** The text with every slot's value in its place, and a capital at the start of each sentence. */
    String fill(Map<String, String> values) {
        String filled = SLOT.matcher(text).replaceAll(slot -> {
            String value = values.get(slot.group(1));
            if (value == null) {
                throw new IllegalStateException("no value for {" + slot.group(1) + "} in: " + text);
            }
            return Matcher.quoteReplacement(value);
        });
        return capitalised(filled);
    }

    private static String capitalised(String sentences) {
        return SENTENCE_START
                .matcher(sentences)
                .replaceAll(start ->
                        Matcher.quoteReplacement(start.group(1) + start.group(2).toUpperCase(Locale.ROOT)));
    }
}
