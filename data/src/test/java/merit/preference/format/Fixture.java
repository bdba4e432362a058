package merit.preference.format;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import merit.preference.PreferenceData;

/** The invented files beside these tests, one or more a format. */
final class Fixture {
    private Fixture() {}

    static Path path(String name) {
        try {
            URL url = Fixture.class.getResource(name);
            if (url == null) {
                throw new IllegalStateException("no fixture " + name);
            }
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static PreferenceData read(String name) {
        return PreferenceFiles.read(path(name));
    }
}
