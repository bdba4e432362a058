package merit.serving;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Map;
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
    /** How keys sign, by the kind of the certificate's; those of another kind are not tried. */
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

    /** @throws IllegalArgumentException where a file is not there, or the two are no certificate and its key */
    SSLContext context() {
        for (Path file : new Path[] {chain, key}) {
            if (!Files.isRegularFile(file)) {
                throw new IllegalArgumentException(
                        "TLS: found no file " + file + ", need a certificate and its key, as PEM");
            }
        }
        try {
            if (!belong(
                    PemUtils.loadPrivateKey(key),
                    PemUtils.loadCertificate(chain).get(0).getPublicKey())) {
                throw new IllegalArgumentException("the key is of another certificate");
            }
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

    /** Whether the one verifies what the other signs. */
    private static boolean belong(PrivateKey secret, PublicKey shown) {
        String kind = shown.getAlgorithm();
        String algorithm = SIGNATURES.get(kind);
        if (algorithm == null) {
            return true;
        }
        byte[] some = {1, 2, 3};
        try {
            Signature signature = Signature.getInstance(algorithm);
            PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(secret.getEncoded());
            signature.initSign(KeyFactory.getInstance(kind).generatePrivate(encoded));
            signature.update(some);
            byte[] signed = signature.sign();
            signature.initVerify(shown);
            signature.update(some);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false; // a key of another kind or curve
        }
    }
}
