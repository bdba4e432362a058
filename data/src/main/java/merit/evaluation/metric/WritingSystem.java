package merit.evaluation.metric;

import java.lang.Character.UnicodeScript;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** In which script a text is mostly written: what can be told of its language from its letters alone. */
final class WritingSystem {
    private static final String NONE = "(no letters)";

    /** Japanese has more Chinese characters than kana, and Chinese has no kana at all. */
    private static final double KANA = 0.1;

    private WritingSystem() {}

    /** {@code Latin}, {@code Cyrillic}, {@code Han}, {@code Han and kana}, ... */
    static String of(String text) {
        Map<UnicodeScript, Integer> counts = new EnumMap<>(UnicodeScript.class);
        text.codePoints()
                .filter(Character::isLetter)
                .mapToObj(UnicodeScript::of)
                .filter(script -> script != UnicodeScript.COMMON && script != UnicodeScript.INHERITED)
                .forEach(script -> counts.merge(script, 1, Integer::sum));
        int kana = counts.getOrDefault(UnicodeScript.HIRAGANA, 0) + counts.getOrDefault(UnicodeScript.KATAKANA, 0);
        int letters = counts.values().stream().mapToInt(Integer::intValue).sum();
        return counts.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(most -> kana > KANA * letters && isJapanese(most.getKey()) ? "Han and kana" : named(most.getKey()))
                .orElse(NONE);
    }

    private static boolean isJapanese(UnicodeScript script) {
        return script == UnicodeScript.HAN || script == UnicodeScript.HIRAGANA || script == UnicodeScript.KATAKANA;
    }

    private static String named(UnicodeScript script) {
        String name = script.name().replace('_', ' ');
        return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
    }
}
