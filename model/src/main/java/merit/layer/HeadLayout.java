package merit.layer;

import org.jspecify.annotations.Nullable;

/**
 * A head as it stands in a checkpoint: what it reads of the hidden states, perhaps a dense layer with an activation and a norm,
 * then the projection to one value a label. All names are those in a classifier's file: {@code bert.pooler.dense}, {@code
 * classifier}.
 *
 * @param reading of the hidden states
 * @param dense before the projection, or null
 * @param projection to the labels
 * @param squares beside the projection, or null
 */
public record HeadLayout(
        Reading reading,
        @Nullable Dense dense,
        Projection projection,
        @Nullable Squares squares) {
    /** Without squares, as every published classifier is. */
    public HeadLayout(Reading reading, @Nullable Dense dense, Projection projection) {
        this(reading, dense, projection, null);
    }

    /**
     * {@code act(x W^T + b)}, hidden to hidden, and then a norm or none.
     *
     * @param keys in {@code config.json}
     */
    public record Dense(
            String name,
            boolean bias,
            Activation activation,
            Keys keys,
            @Nullable Norm norm) {}

    /**
     * Under which keys {@code config.json} says what a head does; null where the family does it always.
     *
     * @param activation names the activation
     * @param pooling says {@code cls} or {@code mean}
     */
    public record Keys(
            @Nullable String activation, @Nullable String pooling) {
        public static final Keys NONE = new Keys(null, null);
    }

    public record Norm(String name, boolean bias, double epsilon) {}

    public record Projection(String name, boolean bias) {}

    /**
     * {@code (x D^T + o)^2 S^T}, added to the projection.
     *
     * @param name before {@code .directions} (D and o) and {@code .squares} (S)
     * @param count rows of D
     */
    public record Squares(String name, int count) {
        public String directions() {
            return name + ".directions";
        }

        public String weights() {
            return name + ".squares";
        }
    }

    /** The projection alone. */
    public static HeadLayout linear(Reading reading, String projection, boolean bias) {
        return new HeadLayout(reading, null, new Projection(projection, bias));
    }

    /** What is read through a dense layer, tanh and a projection, with biases. */
    public static HeadLayout hidden(Reading reading, String dense, String projection) {
        return new HeadLayout(
                reading, new Dense(dense, true, Activation.TANH, Keys.NONE, null), new Projection(projection, true));
    }

    /** The first token through a dense layer and a projection, both with biases. */
    public static HeadLayout dense(String dense, Activation activation, String projection) {
        return dense(dense, activation, Keys.NONE, projection);
    }

    /** The same, whose activation {@code config.json} names. */
    public static HeadLayout dense(String dense, Activation activation, Keys keys, String projection) {
        return new HeadLayout(
                TokenReading.FIRST, new Dense(dense, true, activation, keys, null), new Projection(projection, true));
    }

    /**
     * Every weight with its shape.
     *
     * @param hidden width of a hidden state
     */
    public WeightNames names(long hidden, long labels) {
        WeightTable table = new WeightTable();
        if (dense != null) {
            table.linear(dense.name, hidden, hidden, dense.bias);
            if (dense.norm != null) {
                table.norm(dense.norm.name, hidden, dense.norm.bias);
            }
        }
        table.linear(projection.name, labels, features(hidden), projection.bias);
        if (squares != null) {
            table.linear(squares.directions(), squares.count, features(hidden), true);
            table.linear(squares.weights(), labels, squares.count, false);
        }
        return table.names();
    }

    /** How many features the projection is given of states that are so wide. */
    public long features(long hidden) {
        return reading.width(Math.toIntExact(hidden));
    }

    /** The name of the weights [labels, hidden]. */
    public String projectionWeight() {
        return projection.name + ".weight";
    }

    /** The name of the bias [labels], which not every head has. */
    public String projectionBias() {
        return projection.name + ".bias";
    }
}
