package merit.benchmark;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A server among those that are compared.
 *
 * @param name for the table
 * @param process that runs, or is paused while others are measured
 * @param one the shape of a request for one score
 * @param many the shape of a request for many; the same where it has no other, and then it is not asked for many
 * @param model by name; empty for none
 */
record ServingPeer(String name, ServerProcess process, LoadShape one, LoadShape many, String model)
        implements AutoCloseable {
    /** Whether it can be asked for as many scores at once. */
    boolean takes(LoadScenario scenario) {
        return scenario.candidates() == 1 || many == LoadShape.RERANK;
    }

    Load load(LoadScenario scenario, LoadTexts texts) {
        return new Load(
                new Load.Target(process.url(), scenario.candidates() == 1 ? one : many, model, null), texts, null);
    }

    /** Measured while all others are paused. */
    LoadFigures measure(LoadScenario scenario, LoadTexts texts, double seconds) throws InterruptedException {
        process.resume();
        try {
            return load(scenario, texts).run(scenario.clients(), seconds);
        } finally {
            process.pause();
        }
    }

    /** The scores that it gives of the next texts, one by one. */
    List<Double> scores(LoadTexts texts, int count) throws IOException, InterruptedException {
        WireShape shape = one == LoadShape.RERANK ? WireShape.RERANK_DOCUMENTS : WireShape.SCORE;
        Load load = load(LoadScenario.STANDARD.get(0), texts);
        List<Double> scores = new ArrayList<>();
        HttpClient http = Load.client();
        process.resume();
        for (int k = 0; k < count; k++) {
            HttpResponse<byte[]> answer =
                    http.send(load.request(texts.next()), HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(process.url() + ": found status " + answer.statusCode() + " and "
                        + new String(answer.body(), StandardCharsets.UTF_8) + ", need 200");
            }
            scores.add(shape.scores(answer.body()).get(0));
        }
        process.pause();
        return scores;
    }

    @Override
    public void close() {
        process.close();
    }
}
