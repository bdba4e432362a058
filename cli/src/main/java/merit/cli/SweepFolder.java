package merit.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import merit.rewardmodel.StagedFolder;
import merit.store.WholeFile;
import merit.training.TrainingConfig;
import merit.training.TrainingOptions;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * What a sweep keeps of its members, so that one that was stopped, or is asked for more, computes what is missing: a file each, named by
 * all settings, and one that says what they have in common. Every file is written beside and moved into its place.
 */
final class SweepFolder {
    private static final String COMMON = "common.json";

    private final Path members;

    private SweepFolder(Path members) {
        this.members = members;
    }

    /**
     * What all members have in common.
     *
     * @param merit its version
     * @param model its name
     * @param weights checksum of the backbone's
     * @param train fingerprint of what is learnt from
     * @param held fingerprint of what is measured on
     */
    record Common(String merit, String model, String weights, String train, String held) {
        private String differing(Common other) {
            return !merit.equals(other.merit)
                    ? "Merit " + other.merit
                    : !model.equals(other.model) || !weights.equals(other.weights)
                            ? "the model " + other.model
                            : !train.equals(other.train)
                                    ? "other data to train on"
                                    : held.equals(other.held) ? "" : "other held-out data";
        }
    }

    /**
     * A member that is done.
     *
     * @param options all its settings, for people
     * @param scores of the candidates of each held-out set, in order; none where it failed
     * @param seconds that it took, without features that were computed for it
     * @param failure why there are no scores; empty where there are
     */
    record Member(Map<String, Object> options, List<List<Double>> scores, double seconds, String failure) {}

    /** Whether a sweep began in the folder. */
    static boolean isIn(Path out) {
        return Files.exists(members(out).resolve(COMMON));
    }

    private static Path members(Path out) {
        return out.resolve("members");
    }

    /**
     * Opens the folder of a sweep.
     *
     * @param afresh whether former members are thrown away
     * @throws IllegalArgumentException where it holds members of another sweep
     */
    static SweepFolder open(Path out, Common common, boolean afresh) throws IOException {
        Path members = members(out);
        if (afresh) {
            StagedFolder.delete(members);
        }
        Path file = members.resolve(COMMON);
        if (Files.exists(file)) {
            String differing = common.differing(read(file));
            if (!differing.isEmpty()) {
                throw new IllegalArgumentException(out + ": found members of a sweep with " + differing
                        + ", need the same for all; choose another --out, or say --overwrite to begin again.");
            }
        } else {
            WholeFile.write(file, Json.pretty(common) + "\n");
        }
        return new SweepFolder(members);
    }

    private static Common read(Path file) throws IOException {
        try {
            return Json.MAPPER.readValue(Files.readString(file), Common.class);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    file + ": not what a sweep wrote (" + e.getOriginalMessage() + "); choose another --out, or say"
                            + " --overwrite to begin again.",
                    e);
        }
    }

    /** What is known of a member; null where it is still to be done, or its file is not whole. */
    @Nullable
    Member known(TrainingConfig config) throws IOException {
        Path file = file(config);
        if (!Files.exists(file)) {
            return null;
        }
        try {
            return Json.MAPPER.readValue(Files.readString(file), Member.class);
        } catch (JacksonException e) {
            return null;
        }
    }

    void keep(TrainingConfig config, Member member) throws IOException {
        WholeFile.write(file(config), Json.MAPPER.writeValueAsString(member) + "\n");
    }

    /** Where features are kept makes no other member. */
    private Path file(TrainingConfig config) {
        Map<String, Object> options = new LinkedHashMap<>(TrainingOptions.of(config));
        options.remove("feature_cache");
        byte[] text = options.toString().getBytes(StandardCharsets.UTF_8);
        return members.resolve(UUID.nameUUIDFromBytes(text) + ".json");
    }
}
