package merit.serving.dialect;

/** One wire shape. Stateless. */
@FunctionalInterface
public interface Dialect {
    /**
     * What a body asks.
     *
     * @throws WireException where it does not say what this dialect needs
     */
    Question read(Body body, Conventions conventions);
}
