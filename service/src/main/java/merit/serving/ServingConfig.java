package merit.serving;

import merit.serving.batch.BatchLimits;
import merit.serving.dialect.Conventions;
import org.jspecify.annotations.Nullable;

/**
 * How a server runs.
 *
 * @param access who may reach it
 * @param requests what a request may ask for
 * @param batches what waits and what is computed at once
 * @param conventions of all dialects
 * @param tokenizationWorkers how many requests are tokenised at once
 * @param cachedScores how many scores of each model are remembered; 0 for none
 * @param shadow name of the model that scores what the first one was asked too, for comparison; null for none
 */
public record ServingConfig(
        Access access,
        RequestLimits requests,
        BatchLimits batches,
        Conventions conventions,
        int tokenizationWorkers,
        int cachedScores,
        @Nullable String shadow) {
    /** Without a shadow. */
    public ServingConfig(
            Access access,
            RequestLimits requests,
            BatchLimits batches,
            Conventions conventions,
            int tokenizationWorkers,
            int cachedScores) {
        this(access, requests, batches, conventions, tokenizationWorkers, cachedScores, null);
    }

    public ServingConfig {
        if (tokenizationWorkers < 1) {
            throw new IllegalArgumentException(
                    "tokenization workers: found " + tokenizationWorkers + ", need 1 or more");
        }
        if (requests.texts() > batches.queueRows()) {
            throw new IllegalArgumentException("texts of a request: found " + requests.texts() + ", need at most "
                    + batches.queueRows() + ", the rows that may wait");
        }
    }

    /** On this machine alone, with everything else as usual. */
    public static ServingConfig local(int port) {
        return new ServingConfig(
                new Access("127.0.0.1", port, ApiKeys.NONE, ApiKeys.NONE, false),
                RequestLimits.USUAL,
                BatchLimits.USUAL,
                Conventions.RAW,
                Runtime.getRuntime().availableProcessors(),
                65_536);
    }
}
