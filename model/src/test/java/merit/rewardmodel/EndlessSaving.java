package merit.rewardmodel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A process that saves until it is killed: two versions of a model by turns over the same folder {@code run}, and each time one
 * into a folder {@code fresh-N} that was not there. The versions differ in every file, and in which files there are.
 */
final class EndlessSaving {
    static final List<Pooling> VERSIONS = List.of(Pooling.MEAN, Pooling.LAST);
    private static final int COMPANION_BYTES = 1 << 18;

    private EndlessSaving() {}

    /** One of the two versions into a folder. */
    @FunctionalInterface
    private interface Saver {
        void save(int version, Path folder) throws IOException;
    }

    /** @param args the folder to work in; {@code model} to save models, or {@code files} to save copies of files, without the engine */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        if (args[1].equals("model")) {
            List<RewardModel> models = List.of(model(folder, 0), model(folder, 1));
            saveOn(folder, (version, run) -> save(models.get(version), run, version));
        } else {
            saveOn(folder, (version, run) -> copy(folder.resolve("version-" + version), run));
        }
    }

    private static void saveOn(Path folder, Saver saver) throws IOException {
        for (int save = 0; true; save++) {
            saver.save(save % 2, folder.resolve("run"));
            if (save == 0) {
                System.out.println("ready");
            }
            saver.save(save % 2, folder.resolve("fresh-" + save));
        }
    }

    static RewardModel model(Path folder, int version) throws IOException {
        return TinyBert.model(folder.resolve("base-" + ProcessHandle.current().pid()), VERSIONS.get(version));
    }

    static void save(RewardModel model, Path folder, int version) throws IOException {
        RewardModelFolder.save(model, folder, staged -> Files.write(staged.path("companion.txt"), companion(version)));
    }

    private static void copy(Path version, Path run) throws IOException {
        try (StagedFolder staged = StagedFolder.open(run);
                Stream<Path> files = Files.list(version)) {
            for (Path file : files.toList()) {
                Files.copy(file, staged.path(file.getFileName().toString()));
            }
            staged.commit();
        }
    }

    static byte[] companion(int version) {
        return VERSIONS.get(version).name().repeat(COMPANION_BYTES / 4).getBytes(StandardCharsets.US_ASCII);
    }
}
