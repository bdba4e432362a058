package merit.cli;

/** Which Merit this is. */
final class Version {
    static final String MERIT = "0.1.0";

    private Version() {}
}
