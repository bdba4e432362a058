package merit.benchmark;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.DoubleStream;
import merit.benchmark.Asked.Form;
import merit.preference.format.PreferenceFiles;
import merit.preference.format.ReadOptions;
import merit.rewardmodel.RewardModelScorer;
import merit.scoring.Score;
import merit.scoring.ScoreInput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Whether {@code merit serve} gives the scores of {@code merit score}: real rows in every dialect of every route, each row once in
 * each, shuffled, under many clients, among texts of other lengths, with no score remembered. Exits with 1 where one differs.
 */
@Command(
        name = "parity",
        description = {
            "Sends real rows through every route and dialect of merit serve at once, and compares with merit score.",
            "  benchmark/run parity RUN --data PAIRS"
        },
        mixinStandardHelpOptions = true)
final class ParityCheck implements Callable<Integer> {
    private static final double TOLERANCE = 1e-5;

    @Parameters(paramLabel = "RUN", description = "A saved run, or a classifier's folder, of one output.")
    Path run = Path.of("");

    @Option(names = "--data", required = true, paramLabel = "PAIRS", description = "Rows to send.")
    String data = "";

    @Option(names = "--rows", defaultValue = "932", description = "In each dialect (default ${DEFAULT-VALUE}).")
    int rows;

    @Option(names = "--clients", defaultValue = "64", description = "At once (default ${DEFAULT-VALUE}).")
    int clients;

    @Option(names = "--seed", defaultValue = "42", description = "Of the order (default ${DEFAULT-VALUE}).")
    long seed;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** @param expected scores; none where only an answer is expected */
    private record Question(WireShape shape, Asked asked, List<Double> expected) {}

    /** @param worst difference of its rows, over max(1, |score|) */
    private record Outcome(Question question, double worst) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Asked> asked = PreferenceFiles.read(data, ReadOptions.DEFAULT).pairs().stream()
                .limit(rows / 2)
                .map(Asked::of)
                .toList();
        System.out.printf("scoring %d rows in this process%n", 2 * asked.size());
        List<Question> questions = questions(asked, expected(asked));
        try (ServerProcess server = ServerProcess.merit(
                run,
                "--cached-scores=0",
                "--max-queue-rows=100000",
                "--max-queue-seconds=36000",
                "--request-timeout=36000")) {
            System.out.printf(
                    Locale.ROOT,
                    "%d requests by %d clients, scores from %.3f to %.3f%n",
                    questions.size(),
                    clients,
                    scores(questions).min().orElse(Double.NaN),
                    scores(questions).max().orElse(Double.NaN));
            boolean passed = report(answers(server, questions));
            System.out.println(passed ? "ok" : "FAIL");
            return passed ? 0 : 1;
        }
    }

    private static DoubleStream scores(List<Question> questions) {
        return questions.stream()
                .flatMap(question -> question.expected().stream())
                .mapToDouble(Double::doubleValue);
    }

    private Map<Form, List<Double>> expected(List<Asked> asked) throws IOException {
        Map<Form, List<Double>> expected = new EnumMap<>(Form.class);
        try (RewardModelScorer scorer = RewardModelScorer.open(run)) {
            for (Form form : Form.values()) {
                List<ScoreInput> inputs = new ArrayList<>();
                asked.forEach(one -> one.answers().forEach(answer -> inputs.add(form.input(one, answer))));
                List<Score> scores = scorer.score(inputs);
                if (scores.stream().anyMatch(score -> score.objectives().size() > 1)) {
                    throw new IllegalArgumentException(run
                            + ": found a model of several outputs, need one: dialects show them in different orders");
                }
                expected.put(form, scores.stream().map(Score::value).toList());
            }
        }
        return expected;
    }

    /** Each row once in each dialect, and one text of another length to every fourth of them. */
    private List<Question> questions(List<Asked> asked, Map<Form, List<Double>> expected) {
        Random random = new Random(seed);
        List<Question> questions = new ArrayList<>();
        for (WireShape shape : WireShape.values()) {
            for (int pair = 0; pair < asked.size(); pair++) {
                List<Double> scores =
                        Objects.requireNonNull(expected.get(shape.form())).subList(2 * pair, 2 * pair + 2);
                if (shape.isForOne()) {
                    questions.add(new Question(shape, asked.get(pair).with(0), scores.subList(0, 1)));
                    questions.add(new Question(shape, asked.get(pair).with(1), scores.subList(1, 2)));
                } else {
                    questions.add(new Question(shape, asked.get(pair), scores));
                }
                if (questions.size() % 4 == 0) {
                    questions.add(new Question(
                            WireShape.SCORE, asked.get(pair).with(0).ofOtherLength(random), List.of()));
                }
            }
        }
        Collections.shuffle(questions, random);
        return questions;
    }

    private List<Outcome> answers(ServerProcess server, List<Question> questions) throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(clients);
        try {
            List<Future<Outcome>> sent = new ArrayList<>();
            questions.forEach(question -> sent.add(pool.submit(() -> ask(server, question))));
            List<Outcome> outcomes = new ArrayList<>();
            for (Future<Outcome> future : sent) {
                outcomes.add(future.get());
                if (outcomes.size() % 500 == 0) {
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

    private Outcome ask(ServerProcess server, Question question) throws IOException, InterruptedException {
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

    private boolean report(List<Outcome> outcomes) {
        double worst = 0;
        for (WireShape shape : WireShape.values()) {
            List<Outcome> compared = outcomes.stream()
                    .filter(outcome -> outcome.question().shape() == shape
                            && !outcome.question().expected().isEmpty())
                    .toList();
            int count = compared.stream()
                    .mapToInt(outcome -> outcome.question().expected().size())
                    .sum();
            double most = compared.stream().mapToDouble(Outcome::worst).max().orElse(Double.NaN);
            System.out.printf(
                    Locale.ROOT,
                    "  %-20s %-20s %5d rows, largest difference %.1e%n",
                    shape.path(),
                    shape.name().toLowerCase(Locale.ROOT),
                    count,
                    most);
            worst = Math.max(worst, most);
        }
        System.out.printf(
                Locale.ROOT, "largest difference %.2e of max(1, |score|), need %.0e or less%n", worst, TOLERANCE);
        return worst <= TOLERANCE;
    }
}
