package merit.preference.synthetic;

import java.util.Locale;

/** How a response stands to its prompt, best first. The quality is how much of what the prompt fixes it gets right. */
enum Kind {
    /** Fits everything that the prompt fixes. */
    RIGHT(1.0),
    /** The right answer with one key word or number exchanged. */
    LEXICAL_SWAP(0.6),
    /** Speaks of the right thing, and gives a plausible but wrong cause, value or advice. */
    WRONG_CAUSE(0.3),
    /** A good answer to another question. */
    OFF_TOPIC(0.0);

    private final double quality;

    Kind(double quality) {
        this.quality = quality;
    }

    double quality() {
        return quality;
    }

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
