package merit.training.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class EventFileTest {
    /** {@code witness/tensorboard_golden.py} writes these with TensorBoard's own writer. */
    @Tag("golden")
    @Test
    void theBytesAreThoseOfTensorBoardsOwnWriter() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (EventFile file = new EventFile(bytes, 1763770000.25)) {
            file.restart(1763770001.5, 300);
            Map<String, Float> values = new LinkedHashMap<>();
            values.put("train/loss", 0.6931f);
            values.put("eval/accuracy", 0.75f);
            values.put("train/learning_rate", 5e-05f);
            file.scalars(1763770002.75, 1_000_000, values);
        }
        assertThat(bytes.toByteArray()).isEqualTo(golden());
    }

    /** CRC-32C of "123456789" is e3069283 (RFC 3720 and many others); turned right by 15 bits and with the mask added it is this. */
    @Test
    void theMaskIsThatOfTheFormat() {
        int sum = 0xe3069283;
        int turned = sum >>> 15 | sum << 17;
        assertThat(EventFile.masked("123456789".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(turned + 0xa282ead8);
    }

    private static byte[] golden() throws IOException {
        try (InputStream golden = EventFileTest.class.getResourceAsStream("events.golden")) {
            return Objects.requireNonNull(golden).readAllBytes();
        }
    }
}
