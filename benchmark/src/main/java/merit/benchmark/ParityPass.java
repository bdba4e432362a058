package merit.benchmark;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Questions put to a server by many clients at once, and how far its scores are from those expected. */
final class ParityPass {
    private static final int TOLD_EVERY = 500;

    private final HttpClient http = Load.client();
    private final ServerProcess server;

    ParityPass(ServerProcess server) {
        this.server = server;
    }

    /** @param expected scores; none where only an answer is expected */
    record Question(WireShape shape, Asked asked, List<Double> expected) {}

    /** @param worst difference of its rows, over max(1, |score|) */
    record Outcome(Question question, double worst) {}

    /**
     * All of them, in this order.
     *
     * @throws IllegalStateException where one is not answered
     */
    List<Outcome> ask(List<Question> questions, int clients) throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(clients);
        try {
            List<Future<Outcome>> sent = new ArrayList<>();
            questions.forEach(question -> sent.add(pool.submit(() -> ask(question))));
            List<Outcome> outcomes = new ArrayList<>();
            for (Future<Outcome> future : sent) {
                outcomes.add(future.get());
                if (outcomes.size() % TOLD_EVERY == 0) {
                    System.out.printf("  %d of %d%n", outcomes.size(), sent.size());
                }
            }
            return outcomes;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a request was not answered: " + e.getCause(), e);
        } finally {
            pool.shutdownNow();
        }
    }

    private Outcome ask(Question question) throws IOException, InterruptedException {
        WireShape shape = question.shape();
        HttpRequest request = server.request(shape.path())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(shape.json(question.asked())))
                .build();
        HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(shape + ": found " + answer.statusCode() + ", need 200");
        }
        List<Double> scores = shape.scores(answer.body());
        double worst = 0;
        for (int i = 0; i < question.expected().size(); i++) {
            double expected = question.expected().get(i);
            worst = Math.max(worst, Math.abs(scores.get(i) - expected) / Math.max(1, Math.abs(expected)));
        }
        return new Outcome(question, worst);
    }

    /** What the server says of it. */
    String work() throws IOException, InterruptedException {
        String metrics = http.send(server.request("/metrics").build(), HttpResponse.BodyHandlers.ofString())
                .body();
        return String.format(
                Locale.ROOT,
                "the engine computed %.0f rows, %.0f scores were remembered",
                metric(metrics, "te_batch_next_size_sum"),
                metric(metrics, "merit_cache_hits"));
    }

    private static double metric(String metrics, String name) {
        return metrics.lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(Double.NaN);
    }
}
