package merit.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.DoubleSummaryStatistics;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import merit.benchmark.Asked.Form;
import merit.benchmark.ParityPass.Outcome;
import merit.benchmark.ParityPass.Question;
import merit.rewardmodel.RewardModelScorer;
import merit.scoring.Score;
import merit.scoring.ScoreInput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Whether {@code merit serve} gives the scores of {@code merit score}: real rows in every dialect of every route, each row once in each,
 * shuffled, under many clients, among texts of other lengths. Exits with 1 where one differs.
 *
 * <p>A row's tokens depend on its {@link Form} alone, of which there are four. One dialect of each is asked with no score remembered, so
 * that every row of every form is computed within the batches of a server under load. The other dialects differ in how they are read and
 * written, not in what is computed, and are asked of a server that remembers scores.
 */
@Command(
        name = "parity",
        description = {
            "Sends real rows through every route and dialect of merit serve, and compares with merit score. One dialect of"
                    + " each form that a row can have is asked with no score remembered, the others with.",
            "  benchmark/run parity RUN --data PAIRS"
        },
        mixinStandardHelpOptions = true)
final class ParityCheck implements Callable<Integer> {
    private static final double TOLERANCE = 1e-5;

    /** A text of another length after so many requests, where all are computed, and where most are remembered. */
    private static final int BESIDE_COMPUTED = 4;

    private static final int BESIDE_REMEMBERED = 16;

    @Parameters(paramLabel = "RUN", description = "A saved run, or a classifier's folder, of one output.")
    Path run = Path.of("");

    @Mixin
    SendingOptions sent = new SendingOptions(64);

    @Option(names = "--rows", defaultValue = "932", description = "In each dialect (default ${DEFAULT-VALUE}).")
    int rows;

    @Option(
            names = "--compute-all",
            description = "Remember no score in any dialect: 22 forward passes of each row, and twice the time.")
    boolean computeAll;

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Asked> asked = sent.rows.asked().stream().limit(rows / 2).toList();
        Map<Form, List<Double>> expected = expected(asked);
        DoubleSummaryStatistics scores = expected.values().stream()
                .flatMap(List::stream)
                .collect(Collectors.summarizingDouble(Double::doubleValue));
        System.out.printf(
                Locale.ROOT,
                "%d rows in %d forms, scored in this process: from %.3f to %.3f%n",
                2 * asked.size(),
                Form.values().length,
                scores.getMin(),
                scores.getMax());
        Set<WireShape> computed = computeAll ? EnumSet.allOf(WireShape.class) : oneOfEachForm();
        List<Outcome> outcomes = new ArrayList<>(answers(questions(computed, asked, expected, BESIDE_COMPUTED), false));
        if (!computeAll) {
            Set<WireShape> others = EnumSet.complementOf(EnumSet.copyOf(computed));
            outcomes.addAll(answers(questions(others, asked, expected, BESIDE_REMEMBERED), true));
        }
        boolean passed = report(outcomes, computed);
        System.out.println(passed ? "ok" : "FAIL");
        return passed ? 0 : 1;
    }

    private static Set<WireShape> oneOfEachForm() {
        Set<WireShape> shapes = EnumSet.noneOf(WireShape.class);
        for (Form form : Form.values()) {
            shapes.add(Arrays.stream(WireShape.values())
                    .filter(shape -> shape.form() == form)
                    .findFirst()
                    .orElseThrow());
        }
        return shapes;
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

    /** Each row once in each of the dialects, and texts of other lengths between them. */
    private List<Question> questions(
            Set<WireShape> shapes, List<Asked> asked, Map<Form, List<Double>> expected, int every) {
        Random random = new Random(sent.seed);
        List<Question> questions = new ArrayList<>();
        for (WireShape shape : shapes) {
            for (int pair = 0; pair < asked.size(); pair++) {
                List<Double> scores =
                        Objects.requireNonNull(expected.get(shape.form())).subList(2 * pair, 2 * pair + 2);
                if (shape.isForOne()) {
                    questions.add(new Question(shape, asked.get(pair).with(0), scores.subList(0, 1)));
                    questions.add(new Question(shape, asked.get(pair).with(1), scores.subList(1, 2)));
                } else {
                    questions.add(new Question(shape, asked.get(pair), scores));
                }
                if (questions.size() % every == 0) {
                    Asked other = asked.get(pair).with(0).ofOtherLength(random);
                    questions.add(new Question(WireShape.SCORE, other, List.of()));
                }
            }
        }
        Collections.shuffle(questions, random);
        return questions;
    }

    private List<Outcome> answers(List<Question> questions, boolean remembered)
            throws IOException, InterruptedException {
        List<String> options = new ArrayList<>(
                List.of("--max-queue-rows=100000", "--max-queue-seconds=36000", "--request-timeout=36000"));
        if (!remembered) {
            options.add("--cached-scores=0");
        }
        try (ServerProcess server = ServerProcess.merit(run, options.toArray(String[]::new))) {
            System.out.printf(
                    "%d requests by %d clients, %s%n",
                    questions.size(), sent.clients, remembered ? "scores remembered" : "no score remembered");
            ParityPass pass = new ParityPass(server);
            List<Outcome> outcomes = pass.ask(questions, sent.clients);
            System.out.println("  " + pass.work());
            return outcomes;
        }
    }

    private static boolean report(List<Outcome> outcomes, Set<WireShape> computed) {
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
                    "  %-20s %-18s %5d rows, %-10s, largest difference %.1e%n",
                    shape.path(),
                    shape.name().toLowerCase(Locale.ROOT),
                    count,
                    computed.contains(shape) ? "computed" : "remembered",
                    most);
            worst = Math.max(worst, most);
        }
        System.out.printf(
                Locale.ROOT, "largest difference %.2e of max(1, |score|), need %.0e or less%n", worst, TOLERANCE);
        return worst <= TOLERANCE;
    }
}
