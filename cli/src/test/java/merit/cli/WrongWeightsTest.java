package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** Folders whose weights are not what they should be, as a run and as a backbone to train from. */
class WrongWeightsTest {
    @TempDir
    private Path folder;

    private final TrainedRun run = TrainedRun.get();

    @Test
    void aChangedWeightKeepsTheRunFromOpening() throws IOException {
        Path copy = run.copyTo(folder.resolve("copy"));
        Path weights = copy.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 1] ^= 1;
        Files.write(weights, bytes);
        Session session = Session.run("compare", copy.toString(), "--prompt", "p", "--a", "x", "--b", "y");
        assertThat(session.code()).isEqualTo(1);
        assertThat(session.err()).contains("not the weights that were saved");
    }

    @Test
    void aMissingAndAnExtraWeightAreNamed() throws IOException {
        Path base = baseWith(header -> {
            ObjectNode moved = (ObjectNode) header.remove(weight(header));
            header.set("encoder.layer.99.unknown.weight", moved);
        });
        Session session = train(base);
        assertThat(session.code()).isEqualTo(1);
        assertThat(session.err())
                .contains("encoder.layer.99.unknown.weight")
                .contains("layer.0.attention.self.query.weight");
    }

    @Test
    void aMisshapenWeightIsNamedWithBothShapes() throws IOException {
        Path base = baseWith(header -> ((ObjectNode) header.get(weight(header)))
                .putArray("shape")
                .add(192)
                .add(768));
        Session session = train(base);
        assertThat(session.code()).isEqualTo(1);
        assertThat(session.err()).contains("[192, 768]").contains("[384, 384]");
    }

    private Session train(Path base) {
        return Session.run(
                "train",
                "--data",
                run.pairs().toString(),
                "--model",
                base.toString(),
                "--out",
                folder.resolve("new").toString(),
                "--max-steps",
                "1");
    }

    private static String weight(ObjectNode header) {
        return header.propertyStream()
                .map(java.util.Map.Entry::getKey)
                .filter(name -> name.endsWith("layer.0.attention.self.query.weight"))
                .findFirst()
                .orElseThrow();
    }

    /** The run as a plain Hugging Face folder, with another header before the same tensors. */
    private Path baseWith(Consumer<ObjectNode> change) throws IOException {
        Path base = run.copyTo(folder.resolve("copy"));
        Files.delete(base.resolve("merit.json"));
        Path weights = base.resolve("model.safetensors");
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(weights)).order(ByteOrder.LITTLE_ENDIAN);
        byte[] old = new byte[(int) bytes.getLong()];
        bytes.get(old);
        ObjectNode header = (ObjectNode) Json.MAPPER.readTree(new String(old, StandardCharsets.UTF_8));
        change.accept(header);
        byte[] json = Json.MAPPER.writeValueAsBytes(header);
        byte[] padded = java.util.Arrays.copyOf(json, (json.length + 7) / 8 * 8);
        java.util.Arrays.fill(padded, json.length, padded.length, (byte) ' ');
        ByteBuffer written =
                ByteBuffer.allocate(8 + padded.length + bytes.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        written.putLong(padded.length).put(padded).put(bytes);
        Files.write(weights, written.array());
        return base;
    }
}
