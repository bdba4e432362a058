package merit.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs the Python peers' scripts, each in a process of its own that ends before the call returns.
 *
 * @param environment the virtual environment that {@code benchmark/peers/setup.sh} made
 * @param scripts the folder of the scripts
 * @param threads that each of them may use
 */
record Peers(Path environment, Path scripts, int threads) {
    private static final int TIME_LIMIT_HOURS = 6;

    Peers {
        if (!Files.isExecutable(environment.resolve("bin/python"))) {
            throw new IllegalArgumentException(
                    "peers: found no " + environment.resolve("bin/python") + "; make it by benchmark/peers/setup.sh "
                            + environment + ", or leave the peers out by --no-peers");
        }
    }

    /**
     * What TRL's steps are to be.
     *
     * @param model a folder, or {@link CommonOptions#BUNDLED_MODEL}
     * @param maxLength the longest row in tokens
     * @param pairs in a step
     * @param untimed steps before the timed ones
     * @param steps that are timed
     * @param loraRank of an adapter; 0 where all weights are trained
     */
    record Steps(String model, int maxLength, int pairs, int untimed, int steps, int loraRank, boolean bf16) {
        private List<String> arguments() {
            List<String> arguments = new ArrayList<>(List.of(
                    "--max-length", Integer.toString(maxLength),
                    "--batch", Integer.toString(pairs),
                    "--untimed", Integer.toString(untimed),
                    "--steps", Integer.toString(steps),
                    "--lora-r", Integer.toString(loraRank)));
            if (bf16) {
                arguments.add("--bf16");
            }
            if (!model.equals(CommonOptions.BUNDLED_MODEL)) {
                arguments.addAll(List.of("--model", model));
            }
            return arguments;
        }
    }

    /** TRL's training steps on these pairs; says what memory they took. */
    Rate trainingSteps(Path pairs, Steps steps) {
        List<String> arguments = new ArrayList<>(List.of("--train", pairs.toString()));
        arguments.addAll(steps.arguments());
        JsonNode result = run("trl_reward.py", arguments);
        System.out.printf(
                "  TRL's process: at most %,.0f MB%n",
                result.get("peak_resident_bytes").asLong() / 1e6);
        return new Rate(
                result.get("real_tokens").asLong(), result.get("step_seconds").asDouble());
    }

    /** CrossEncoder's scoring of both answers of each pair, once untimed and once timed. */
    Rate scoring(Path pairs, int maxLength) {
        JsonNode result = run(
                "cross_encoder.py",
                List.of(
                        "--data",
                        pairs.toString(),
                        "--max-length",
                        Integer.toString(maxLength),
                        "--rows",
                        "0",
                        "--rounds",
                        "1"));
        return new Rate(
                result.get("real_tokens").asLong(), result.get("median_seconds").asDouble());
    }

    private JsonNode run(String script, List<String> arguments) {
        try {
            Path answer = Files.createTempFile("merit-peer", ".json");
            Path log = Files.createTempFile("merit-peer", ".log");
            try {
                execute(script, arguments, answer, log);
                return JsonMapper.shared().readTree(answer.toFile());
            } finally {
                Files.deleteIfExists(answer);
                Files.deleteIfExists(log);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(script + " could not be run: " + e.getMessage(), e);
        }
    }

    private void execute(String script, List<String> arguments, Path answer, Path log) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(environment.resolve("bin/python").toString());
        command.add(scripts.resolve(script).toString());
        command.addAll(arguments);
        command.addAll(List.of("--threads", Integer.toString(threads), "--out", answer.toString()));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("OMP_NUM_THREADS", Integer.toString(threads));
        builder.environment().put("HF_HUB_OFFLINE", "1");
        Process process = builder.start();
        try {
            if (!process.waitFor(TIME_LIMIT_HOURS, TimeUnit.HOURS)) {
                throw new IOException(script + " did not end within " + TIME_LIMIT_HOURS + " hours");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(script + " was interrupted", e);
        } finally {
            process.destroy();
        }
        if (process.exitValue() != 0) {
            String end = Files.readString(log).strip();
            throw new IOException(script + " failed with " + process.exitValue() + ": "
                    + end.substring(Math.max(0, end.length() - 600)));
        }
    }
}
