package merit.hub;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model's name on a hub: {@code org/name}, or {@code org/name@revision}.
 *
 * @param repository {@code org/name}
 * @param revision a branch, a tag or a commit; {@value #MAIN} where none is said
 */
public record HubName(String repository, String revision) {
    static final String MAIN = "main";

    private static final Pattern NAME =
            Pattern.compile("([A-Za-z0-9][\\w.-]*/[A-Za-z0-9][\\w.-]*)(?:@([A-Za-z0-9][\\w./-]*))?");

    /** The name that a text is, where it is one. */
    public static Optional<HubName> of(String text) {
        Matcher matcher = NAME.matcher(text);
        if (!matcher.matches() || text.contains("..") || text.contains("--")) {
            return Optional.empty();
        }
        String revision = matcher.group(2);
        return Optional.of(new HubName(matcher.group(1), revision == null ? MAIN : revision));
    }

    /** The folder's name in the cache: {@code models--org--name}. */
    String folder() {
        return "models--" + repository.replace("/", "--");
    }

    @Override
    public String toString() {
        return revision.equals(MAIN) ? repository : repository + "@" + revision;
    }
}
