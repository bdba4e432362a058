package merit.serving;

import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import nl.altindag.ssl.SSLFactory;
import nl.altindag.ssl.exception.GenericException;
import nl.altindag.ssl.pem.util.PemUtils;

/**
 * What a server shows for HTTPS.
 *
 * @param chain file of the certificate and those above it, PEM
 * @param key file of its private key, PEM, not encrypted
 */
public record Certificate(Path chain, Path key) {
    /** @throws IllegalArgumentException where a file is not there, or the two are no certificate and its key */
    SSLContext context() {
        for (Path file : new Path[] {chain, key}) {
            if (!Files.isRegularFile(file)) {
                throw new IllegalArgumentException(
                        "TLS: found no file " + file + ", need a certificate and its key, as PEM");
            }
        }
        try {
            return SSLFactory.builder()
                    .withIdentityMaterial(PemUtils.loadIdentityMaterial(chain, key))
                    .build()
                    .getSslContext();
        } catch (GenericException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "TLS: " + chain + " and " + key + " are no certificate and its private key (" + e.getMessage()
                            + "), need both as PEM, the key not encrypted",
                    e);
        }
    }
}
