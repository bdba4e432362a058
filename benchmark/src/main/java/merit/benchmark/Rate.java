package merit.benchmark;

/**
 * How fast something went, once.
 *
 * @param tokens real tokens (not padding) that were worked on
 * @param seconds it took
 */
record Rate(long tokens, double seconds) {
    double perSecond() {
        return tokens / seconds;
    }
}
