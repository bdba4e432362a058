package merit.chat;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A text in which every character knows whose words it is, however it was cut, joined or changed on its way through a template.
 * Equal to any text of the same characters. Immutable.
 */
public final class Text implements Comparable<Text> {
    /** Whose words a character is. */
    public enum Origin {
        /** The template's own, control tokens that it writes included. */
        TEMPLATE,
        /** Of a message before the last. */
        PROMPT,
        /** Of the last message. */
        RESPONSE
    }

    static final Text EMPTY = new Text("", new Origin[0]);

    private final String characters;
    private final Origin[] origins;

    private Text(String characters, Origin[] origins) {
        this.characters = characters;
        this.origins = origins;
    }

    static Text of(String characters) {
        return of(characters, Origin.TEMPLATE);
    }

    static Text of(String characters, Origin origin) {
        Origin[] origins = new Origin[characters.length()];
        Arrays.fill(origins, origin);
        return new Text(characters, origins);
    }

    /** How many {@code char}s it has. */
    public int length() {
        return characters.length();
    }

    /** Whose words the {@code char} at an index is. */
    public Origin origin(int index) {
        return origins[index];
    }

    /** A part, by {@code char}s. */
    Text part(int from, int to) {
        return new Text(characters.substring(from, to), Arrays.copyOfRange(origins, from, to));
    }

    /** How many characters it has, as Python counts. */
    int points() {
        return characters.codePointCount(0, characters.length());
    }

    /** The index of a character's first {@code char}. */
    int index(int point) {
        return characters.offsetByCodePoints(0, point);
    }

    Text plus(Text other) {
        Origin[] joined = Arrays.copyOf(origins, origins.length + other.origins.length);
        System.arraycopy(other.origins, 0, joined, origins.length, other.origins.length);
        return new Text(characters.concat(other.characters), joined);
    }

    /**
     * Without characters of a set at its ends.
     *
     * @param set the characters; null for whitespace
     */
    Text stripped(@Nullable String set, boolean start, boolean end) {
        int from = 0;
        int to = characters.length();
        while (start && from < to && isIn(set, characters.codePointAt(from))) {
            from += Character.charCount(characters.codePointAt(from));
        }
        while (end && to > from && isIn(set, characters.codePointBefore(to))) {
            to -= Character.charCount(characters.codePointBefore(to));
        }
        return part(from, to);
    }

    private static boolean isIn(@Nullable String set, int point) {
        return set == null ? isSpace(point) : set.indexOf(point) >= 0;
    }

    /** What Python calls whitespace. */
    static boolean isSpace(int point) {
        return (point >= 0x09 && point <= 0x0D)
                || (point >= 0x1C && point <= 0x1F)
                || point == 0x85
                || Character.isSpaceChar(point);
    }

    Text upper() {
        return mapped(text -> text.toUpperCase(Locale.ROOT));
    }

    Text lower() {
        return mapped(text -> text.toLowerCase(Locale.ROOT));
    }

    /** Changed as a whole; what a character becomes is whose the character was. */
    private Text mapped(UnaryOperator<String> change) {
        String whole = change.apply(characters);
        if (whole.length() == characters.length()) {
            return new Text(whole, origins);
        }
        Builder mapped = new Builder();
        for (int i = 0; i < characters.length(); i += Character.charCount(characters.codePointAt(i))) {
            int end = i + Character.charCount(characters.codePointAt(i));
            mapped.add(of(change.apply(characters.substring(i, end)), origin(i)));
        }
        return mapped.text();
    }

    @Override
    public int compareTo(Text other) {
        return Arrays.compare(
                characters.codePoints().toArray(), other.characters.codePoints().toArray());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Text text && characters.equals(text.characters);
    }

    @Override
    public int hashCode() {
        return characters.hashCode();
    }

    /** The characters alone. */
    @Override
    public String toString() {
        return characters;
    }

    /** Texts one after the other. */
    static final class Builder {
        private final StringBuilder characters = new StringBuilder();
        private Origin[] origins = new Origin[256];

        Builder add(Text text) {
            int start = characters.length();
            characters.append(text.characters);
            if (characters.length() > origins.length) {
                origins = Arrays.copyOf(origins, Math.max(characters.length(), 2 * origins.length));
            }
            System.arraycopy(text.origins, 0, origins, start, text.origins.length);
            return this;
        }

        Builder add(String template) {
            return add(of(template));
        }

        Text text() {
            return new Text(characters.toString(), Arrays.copyOf(origins, characters.length()));
        }
    }
}
