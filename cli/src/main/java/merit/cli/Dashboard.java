package merit.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import merit.serving.LiveLog;
import merit.serving.LivePage;
import merit.store.WholeFile;
import merit.training.TrainingEvent;
import merit.training.TrainingObserver;

/**
 * {@code --dashboard}: a training as a page of this machine that follows it, and that page as a file of the run's folder once it is
 * over. For the trainer's thread.
 */
final class Dashboard implements TrainingObserver, AutoCloseable {
    /** In the run's folder. */
    static final String FILE = "training.html";

    /** Steps over which the rate is a mean. */
    private static final int LATELY = 20;

    private final LiveLog log;
    private final LivePage page;
    private final Path run;
    private final Console console;
    private final Deque<TrainingEvent.StepDone> lately = new ArrayDeque<>();
    private int steps;
    private int firstStep;
    private long start;
    private boolean logged;
    private boolean ended;

    private Dashboard(LiveLog log, LivePage page, Path run, Console console) {
        this.log = log;
        this.page = page;
        this.run = run;
        this.console = console;
    }

    /**
     * Opens the page and says where it is.
     *
     * @param port or 0 for any that is free
     * @param run the folder of the run
     */
    static Dashboard open(int port, Path run, Console console) throws IOException {
        LiveLog log = new LiveLog(run.toString());
        try {
            Dashboard dashboard = new Dashboard(log, LivePage.open(port, log), run, console);
            console.say("Watch", dashboard.page.address() + " while it trains; afterwards " + run.resolve(FILE));
            return dashboard;
        } catch (IOException e) {
            throw new IOException("--dashboard: " + e.getMessage(), e);
        }
    }

    @Override
    public void on(TrainingEvent event) {
        if (event instanceof TrainingEvent.Started started) {
            steps = started.maxSteps();
            start = System.nanoTime();
        } else if (event instanceof TrainingEvent.Resumed resumed) {
            firstStep = resumed.step();
            resumed.logHistory().forEach(log::add);
        } else if (event instanceof TrainingEvent.StepDone step) {
            log.progress(progress(step));
        } else if (event instanceof TrainingEvent.Logged entry) {
            log.add(entry.entry());
            logged = true;
        } else if (event instanceof TrainingEvent.Finished finished) {
            end(switch (finished.summary().reason()) {
                        case COMPLETED -> "Training is over after ";
                        case EARLY_STOPPING -> "Training was ended, as nothing got better, after ";
                        case STOPPED -> "Training was stopped after ";
                    }
                    + Numbers.count(finished.summary().steps(), "step") + ".");
        }
    }

    private LiveLog.Progress progress(TrainingEvent.StepDone step) {
        lately.add(step);
        if (lately.size() > LATELY) {
            lately.remove();
        }
        double tokens = lately.stream().mapToInt(TrainingEvent.StepDone::tokens).sum();
        double seconds =
                lately.stream().mapToDouble(TrainingEvent.StepDone::seconds).sum();
        double sinceStart = (System.nanoTime() - start) / 1e9; // with evaluations
        double left = sinceStart / (step.step() - firstStep) * (steps - step.step());
        return new LiveLog.Progress(step.step(), steps, tokens / Math.max(seconds, 1e-9), left);
    }

    private void end(String how) {
        ended = true;
        log.end(how);
    }

    /** Tells pages that are open how it ended, and keeps the page in the run's folder, where there is one and something to show. */
    @Override
    public void close() {
        if (!ended) {
            end("Training failed; the terminal says why.");
        }
        page.close();
        if (!logged || !Files.isDirectory(run)) {
            return;
        }
        try {
            WholeFile.write(run.resolve(FILE), LivePage.standing(log));
        } catch (IOException e) {
            console.say("Careful: the page could not be kept as " + run.resolve(FILE) + " (" + e
                    + "); the run is saved without it.");
        }
    }
}
