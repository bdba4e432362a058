package merit.preference;

import java.util.HexFormat;
import merit.store.Digest;

/** SHA-256 as hexadecimal digits. */
final class Sha256 {
    private Sha256() {}

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(Digest.sha256().digest(bytes));
    }
}
