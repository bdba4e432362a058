package merit.chat;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Python's {@code strftime} under the C locale, of the directives that chat templates write dates with. */
final class Strftime {
    private Strftime() {}

    static String format(String pattern, LocalDateTime now) {
        StringBuilder formatted = new StringBuilder();
        boolean directive = false;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (directive) {
                formatted.append(directive(c, now));
                directive = false;
            } else if (c == '%') {
                directive = true;
            } else {
                formatted.append(c);
            }
        }
        if (directive) {
            throw ChatTemplateException.unknown("strftime_now with % at its end");
        }
        return formatted.toString();
    }

    private static String directive(char letter, LocalDateTime now) {
        String java = switch (letter) {
            case 'd' -> "dd";
            case 'm' -> "MM";
            case 'y' -> "yy";
            case 'Y' -> "yyyy";
            case 'b' -> "MMM";
            case 'B' -> "MMMM";
            case 'a' -> "EEE";
            case 'A' -> "EEEE";
            case 'H' -> "HH";
            case 'I' -> "hh";
            case 'M' -> "mm";
            case 'S' -> "ss";
            case 'p' -> "a";
            case 'j' -> "DDD";
            case 'F' -> "yyyy-MM-dd";
            case 'T' -> "HH:mm:ss";
            case '%' -> "'%'";
            default -> throw ChatTemplateException.unknown("strftime_now with %" + letter);
        };
        return DateTimeFormatter.ofPattern(java, Locale.US).format(now);
    }
}
