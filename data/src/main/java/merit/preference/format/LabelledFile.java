package merit.preference.format;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import merit.preference.CandidateSet;
import merit.preference.Judgement;
import org.jspecify.annotations.Nullable;

/**
 * A file as the user names it: {@code FILE}, or {@code NAME=FILE}, whose judgements that name no objective are of {@code NAME}. Where
 * there is a file of the whole name, it is that file.
 *
 * @param path or {@code -}
 */
public record LabelledFile(@Nullable String objective, String path) {
    private static final Pattern NAMED = Pattern.compile("([\\p{L}_][\\p{L}\\p{N}_.-]*)=(.+)");

    public static LabelledFile of(String text) {
        Matcher named = NAMED.matcher(text);
        return named.matches() && !Files.exists(Path.of(text))
                ? new LabelledFile(named.group(1), named.group(2))
                : new LabelledFile(null, text);
    }

    CandidateSet label(CandidateSet set) {
        String name = objective;
        return name == null
                ? set
                : set.withJudgements(set.judgements().stream()
                        .map(judgement ->
                                judgement.objective().equals(Judgement.OVERALL) ? judgement.of(name) : judgement)
                        .toList());
    }
}
