package merit.preference.synthetic;

import java.util.List;
import java.util.stream.Stream;
import merit.preference.CandidateSet;

/** Templated prompts with two to four responses whose true quality is known. */
public final class SyntheticPreferences {
    private SyntheticPreferences() {}

    /** Two to four candidates for each of so many prompts, in memory. */
    public static List<CandidateSet> generate(int prompts, long seed, double noise) {
        return stream(SyntheticConfig.defaults()
                        .withPrompts(prompts)
                        .withSeed(seed)
                        .withNoise(noise))
                .toList();
    }

    /** The sets one after the other, in constant memory. */
    public static Stream<CandidateSet> stream(SyntheticConfig config) {
        return Stream.empty();
    }

    /** One set of two candidates for each judgement of {@code set}: the rows of a pairs file. */
    public static List<CandidateSet> pairRows(CandidateSet set) {
        return List.of();
    }
}
