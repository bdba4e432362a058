package merit.preference.synthetic;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import merit.dialogue.Conversation;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import merit.preference.Judgement;
import merit.preference.Origin;

/**
 * Templated prompts of many domains, each with two to four responses whose true quality is known. The prompt holds the
 * evidence, and a response is right or wrong only by its relation to it: every response, wrong ones too, is what would be
 * right for another prompt. So neither length nor the words of the response alone tell which is better.
 *
 * <p>Each candidate has the attribute {@code quality} (1 right, 0.6 one key word exchanged, 0.3 plausible but wrong, 0 off the
 * topic) and the metadata {@code kind}. Every two candidates of a set are judged, the better one first, with the difference
 * as margin; {@code noise} flips a judgement, and the set's metadata say so. Prompts come from the domains in turn and are
 * distinct as long as a domain has questions left, which is beyond a million prompts in all. The same configuration gives
 * the same sets on every machine.
 */
public final class SyntheticPreferences {
    /** Attribute of a candidate: its true quality, 0 to 1. */
    public static final String QUALITY = "quality";
    /** Metadata of a candidate: how it stands to the prompt. */
    public static final String KIND = "kind";
    /** Metadata of a set or row: the domain of the prompt. */
    public static final String DOMAIN = "domain";
    /** Metadata of a set or row: whether noise turned a judgement round. */
    public static final String FLIPPED = "flipped";
    /** Metadata of a row of {@link #pairRows}: the kind of the truly worse answer. */
    public static final String DISTRACTOR = "distractor";

    private static final String SOURCE = "synthetic";

    private final SyntheticConfig config;
    private final List<DomainQuestions> domains;

    private SyntheticPreferences(SyntheticConfig config) {
        this.config = config;
        DomainFiles files = DomainFiles.open();
        List<String> frames = files.frames();
        this.domains = files.domains().stream()
                .map(domain -> new DomainQuestions(domain, frames, config.seed()))
                .toList();
    }

    /** Two to four candidates for each of so many prompts, in memory. */
    public static List<CandidateSet> generate(int prompts, long seed, double noise) {
        return stream(SyntheticConfig.defaults()
                        .withPrompts(prompts)
                        .withSeed(seed)
                        .withNoise(noise))
                .toList();
    }

    /** The sets one after the other, in constant memory; a sequential stream, to be read once. */
    public static Stream<CandidateSet> stream(SyntheticConfig config) {
        SyntheticPreferences source = new SyntheticPreferences(config);
        return LongStream.range(0, config.prompts()).mapToObj(source::set);
    }

    private CandidateSet set(long index) {
        Dice dice = Dice.of(config.seed(), index);
        int home = (int) (index % domains.size());
        DomainQuestions.Asked asked = domains.get(home).next(dice);
        List<Candidate> candidates = candidates(asked, home, dice);
        dice.shuffle(candidates);
        List<Judgement> judgements = new ArrayList<>();
        boolean flipped = false;
        for (Judgement truth : truths(candidates)) {
            boolean flip = dice.chance(config.noise());
            judgements.add(flip ? Judgement.prefers(truth.j(), truth.i(), truth.margin()) : truth);
            flipped |= flip;
        }
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put(DOMAIN, asked.domain().name());
        metadata.put(FLIPPED, flipped);
        return new CandidateSet(
                Conversation.ofPrompt(asked.prompt()), candidates, judgements, metadata, new Origin(SOURCE, index + 1));
    }

    private List<Candidate> candidates(DomainQuestions.Asked asked, int home, Dice dice) {
        int wanted = config.minCandidates() + dice.below(config.maxCandidates() - config.minCandidates() + 1);
        Answers answers = asked.answers(dice);
        List<Candidate> candidates = new ArrayList<>(List.of(candidate(answers.right(), Kind.RIGHT)));
        List<Kind> kinds = new ArrayList<>(List.of(Kind.LEXICAL_SWAP, Kind.WRONG_CAUSE, Kind.OFF_TOPIC));
        dice.shuffle(kinds);
        for (Kind kind : kinds) {
            String text = candidates.size() == wanted
                    ? null
                    : switch (kind) {
                        case LEXICAL_SWAP -> answers.swapped();
                        case WRONG_CAUSE -> answers.wrong();
                        default -> elsewhere(home, dice);
                    };
            if (text != null
                    && candidates.stream().noneMatch(other -> other.response().equals(text))) {
                candidates.add(candidate(text, kind));
            }
        }
        return candidates;
    }

    /** The right answer to a question of another domain. */
    private String elsewhere(int home, Dice dice) {
        int other = (home + 1 + dice.below(domains.size() - 1)) % domains.size();
        return domains.get(other).any(dice).answers(dice).right();
    }

    private static Candidate candidate(String text, Kind kind) {
        return new Candidate(text, Map.of(QUALITY, kind.quality()), Map.of(KIND, kind.wireName()));
    }

    private static List<Judgement> truths(List<Candidate> candidates) {
        List<Judgement> truths = new ArrayList<>();
        for (int i = 0; i < candidates.size(); i++) {
            for (int j = i + 1; j < candidates.size(); j++) {
                double difference = quality(candidates.get(i)) - quality(candidates.get(j));
                truths.add(difference > 0 ? Judgement.prefers(i, j, difference) : Judgement.prefers(j, i, -difference));
            }
        }
        return truths;
    }

    static double quality(Candidate candidate) {
        return Objects.requireNonNull(candidate.attributes().get(QUALITY), QUALITY);
    }

    /** One set of two candidates for each judgement of {@code set}, the preferred one first: the rows of a pairs file. */
    public static List<CandidateSet> pairRows(CandidateSet set) {
        List<CandidateSet> rows = new ArrayList<>();
        for (Judgement judgement : set.judgements()) {
            Candidate chosen = set.candidates().get(judgement.i());
            Candidate rejected = set.candidates().get(judgement.j());
            boolean flipped = quality(chosen) < quality(rejected);
            Candidate worse = flipped ? chosen : rejected;
            Map<String, Object> metadata = new LinkedHashMap<>(set.metadata());
            metadata.put(DISTRACTOR, worse.metadata().get(KIND));
            metadata.put(FLIPPED, flipped);
            rows.add(new CandidateSet(
                    set.prompt(),
                    List.of(chosen, rejected),
                    List.of(Judgement.prefers(0, 1, judgement.margin())),
                    metadata,
                    set.origin()));
        }
        return rows;
    }
}
