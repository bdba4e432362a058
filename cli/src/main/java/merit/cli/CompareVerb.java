package merit.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import merit.evaluation.metric.PolicyComparison;
import merit.rewardmodel.ScoringOptions;
import merit.scoring.PairOdds;
import merit.scoring.Score;
import merit.scoring.ScoreInput;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares two answers to a prompt, in a conversation or once. */
@Command(
        name = "compare",
        header = "Type a prompt and two answers; see which one is preferred.",
        description = {
            "",
            "Asks for a prompt and two answers again and again, until the input ends (Ctrl-D) or a prompt is empty. With --prompt, "
                    + "--a and --b it answers once. p is the calibrated probability that people would prefer that answer; a run that "
                    + "learnt from ties (train --loss davidson) says too how likely they are to find both as good as one another.",
            "",
            "With --policies it judges two files of answers to the same prompts, such as a model's before and after training: how "
                    + "often the second file's answer gets the higher reward, with its interval, and whether length explains it.",
            ""
        },
        footer = {
            "",
            "Examples",
            "  merit compare runs/helpful",
            "  merit compare runs/helpful --prompt \"Why did it crash?\" --a \"A connection leak.\" --b \"Aliens.\" --json",
            "  merit compare runs/a runs/b runs/c --ensemble min",
            "  merit compare runs/helpful --policies before.jsonl after.jsonl"
        })
final class CompareVerb implements Callable<Integer> {
    private static final int BAR = 18;

    private final Console console;

    @Parameters(
            arity = "1..*",
            paramLabel = "RUN",
            description = "A folder that merit train saved; several with --ensemble.")
    List<Path> runs = new ArrayList<>();

    @Option(
            names = "--prompt",
            paramLabel = "TEXT",
            order = 1,
            description = "The prompt; then --a and --b are needed.")
    @Nullable
    String prompt;

    @Option(names = "--a", paramLabel = "TEXT", order = 2, description = "The first answer.")
    @Nullable
    String a;

    @Option(names = "--b", paramLabel = "TEXT", order = 3, description = "The second answer.")
    @Nullable
    String b;

    @Option(
            names = "--policies",
            arity = "2",
            paramLabel = "FILE",
            order = 4,
            description =
                    "Two files of answers (prompt, response) to the same prompts: how often the second one's win, by RUN.")
    List<String> policies = new ArrayList<>();

    @Option(names = "--json", order = 5, description = "Print the comparison as JSON.")
    boolean json;

    @Mixin
    EnsembleOption ensemble = new EnsembleOption();

    @Mixin
    LevelOption level = new LevelOption();

    @Mixin
    ReadingOptions reading = new ReadingOptions();

    @Mixin
    EngineOptions engine = new EngineOptions();

    CompareVerb(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        boolean given = prompt != null || a != null || b != null;
        if (given && (prompt == null || a == null || b == null)) {
            throw new UsageException("give all of --prompt, --a and --b, or none of them for a conversation.");
        }
        if (given && !policies.isEmpty()) {
            throw new UsageException(
                    "compare either two policies (--policies A B) or two answers (--prompt, --a, --b).");
        }
        Judged judged = new Judged(runs, ensemble);
        judged.check();
        engine.apply(console);
        if (!policies.isEmpty()) {
            PolicyDuel duel = new PolicyDuel(console, judged, policies);
            PolicyComparison found = duel.compare(reading.toReadOptions(), level.toBootstrap());
            if (json) {
                console.result(Json.pretty(found));
            } else {
                duel.print(found);
            }
            return 0;
        }
        try (Interruption interruption = Interruption.ofTyping(console);
                Judge judge = judged.open(console, ScoringOptions.NONE)) {
            if (prompt != null && a != null && b != null) {
                show(compare(judge, prompt, a, b));
            } else {
                converse(judge);
            }
        }
        return 0;
    }

    /**
     * @param probabilityOfTie that neither is preferred, where the run has learnt it; what is left is parted by the calibration
     * @param calibration how differences become probabilities: none, temperature, platt or isotonic
     * @param spreads of both answers, where an ensemble judges
     */
    private record Comparison(
            double a,
            double b,
            double probabilityOfA,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Double probabilityOfTie,

            boolean calibrated,
            String calibration,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Double> spreads) {}

    private static Comparison compare(Judge judge, String prompt, String a, String b) {
        List<Score> scores = judge.scorer().score(List.of(ScoreInput.of(prompt, a), ScoreInput.of(prompt, b)));
        List<Double> rewards = RowScoring.values(scores);
        PairOdds odds = judge.odds();
        return new Comparison(
                rewards.get(0),
                rewards.get(1),
                odds.wins(rewards.get(0), rewards.get(1)),
                odds.tieModel() == null ? null : odds.ties(rewards.get(0), rewards.get(1)),
                odds.calibration().isFitted(),
                odds.calibration().method(),
                RowScoring.spreads(scores));
    }

    private void converse(Judge judge) throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(console.in(), StandardCharsets.UTF_8));
        while (true) {
            String asked = ask(reader, "prompt   > ");
            String first = asked.isBlank() ? "" : ask(reader, "answer a > ");
            String second = first.isBlank() ? "" : ask(reader, "answer b > ");
            if (second.isBlank()) {
                return;
            }
            show(compare(judge, asked, first, second));
            console.result("");
        }
    }

    /** The line that was typed; empty where the input has ended. */
    private String ask(BufferedReader reader, String question) throws IOException {
        if (!console.isQuiet()) {
            console.err().print(question);
            console.err().flush();
        }
        String line = reader.readLine();
        return line == null ? "" : line;
    }

    private void show(Comparison found) {
        if (json) {
            console.result(Json.MAPPER.writeValueAsString(found));
        } else {
            double least = Math.min(found.a(), found.b());
            double most = Math.max(found.a(), found.b());
            console.result(line("a", found.a(), least, most) + spread(found, 0));
            console.result(line("b", found.b(), least, most) + spread(found, 1));
            console.result("  " + verdict(found));
        }
        console.out().flush();
    }

    private static String line(String name, double reward, double least, double most) {
        // The longer bar is the better answer's; the shorter one shows how far behind the other is, up to four points.
        int length = (int) Math.round(BAR * (1 - Math.min(1, (most - reward) / 4)));
        String bar = most == least ? "" : "█".repeat(Math.max(0, length));
        return String.format(Locale.ROOT, "  %s %6.2f  %s", name, reward, bar).stripTrailing();
    }

    private static String spread(Comparison found, int answer) {
        return found.spreads().isEmpty()
                ? ""
                : "  ± " + Numbers.decimal(found.spreads().get(answer), 2) + " among the judges";
    }

    private static String verdict(Comparison found) {
        String basis = found.calibrated() ? " (calibrated)" : " (not calibrated)";
        Double tie = found.probabilityOfTie();
        String tied = tie == null ? "" : " · as good as one another, p = " + Numbers.decimal(tie, 2);
        if (found.a() == found.b()) {
            return "neither is preferred" + tied;
        }
        boolean first = found.a() > found.b();
        double p = first ? found.probabilityOfA() : 1 - (tie == null ? 0 : tie) - found.probabilityOfA();
        return (first ? "a" : "b") + " is preferred, p = " + Numbers.decimal(p, 2) + basis + tied;
    }
}
