package merit.preference;

/** White space as Python's {@code str.split()} sees it, so that both languages make the same groups. */
public final class WhiteSpace {
    private WhiteSpace() {}

    /** The text stripped, with each run of white space folded to one space. */
    public static String fold(String text) {
        if (isFolded(text)) {
            return text;
        }
        StringBuilder folded = new StringBuilder(text.length());
        boolean gap = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isWhite(c)) {
                gap = !folded.isEmpty();
            } else {
                if (gap) {
                    folded.append(' ');
                    gap = false;
                }
                folded.append(c);
            }
        }
        return folded.toString();
    }

    private static boolean isFolded(String text) {
        boolean gap = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean white = isWhite(c);
            if (white && (gap || c != ' ')) {
                return false;
            }
            gap = white;
        }
        return text.isEmpty() || !gap;
    }

    /** Whether Python calls it white. */
    public static boolean isWhite(char c) {
        if (c > ' ' && c < '\u007f') {
            return false;
        }
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
    }
}
