package merit.training;

/** Which Merit this is. */
public final class Version {
    public static final String MERIT = "0.1.0";

    private Version() {}
}
