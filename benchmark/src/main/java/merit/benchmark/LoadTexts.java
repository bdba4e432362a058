package merit.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import merit.encoding.PromptTemplate;
import merit.preference.PreferencePair;

/**
 * Prompts with answers for a load, no two requests alike: where the file has been gone through, a number is put before the prompt, so
 * that no server answers from memory. Thread-safe.
 */
final class LoadTexts {
    private final List<String> prompts = new ArrayList<>();
    private final List<String> answers = new ArrayList<>();
    private final int candidates;
    private final AtomicInteger next = new AtomicInteger();

    /**
     * @param words of a prompt and of an answer at most; the last ones of the prompt, the first ones of the answer
     * @param candidates of each request
     */
    LoadTexts(List<PreferencePair> pairs, int words, int candidates) {
        this.candidates = candidates;
        for (PreferencePair pair : pairs) {
            String prompt = PairFile.joined(
                    PromptTemplate.PAIR.renderFirst(pair.prompt().answered(pair.chosen())));
            for (String answer : List.of(pair.chosen(), pair.rejected())) {
                prompts.add(cut(prompt, words, false));
                answers.add(cut(answer, words, true));
            }
        }
    }

    private static String cut(String text, int words, boolean start) {
        String[] all = text.split(" ");
        int from = start ? 0 : Math.max(0, all.length - words);
        int to = start ? Math.min(all.length, words) : all.length;
        return String.join(" ", List.of(all).subList(from, to));
    }

    /** A prompt with its answers. */
    record Texts(String prompt, List<String> answers) {}

    Texts next() {
        int turn = next.getAndIncrement();
        int place = turn % prompts.size();
        String prompt = (turn < prompts.size() ? "" : turn / prompts.size() + ". ") + prompts.get(place);
        List<String> chosen = new ArrayList<>();
        for (int k = 0; k < candidates; k++) {
            chosen.add(answers.get((place + k * 7) % answers.size()));
        }
        return new Texts(prompt, chosen);
    }
}
