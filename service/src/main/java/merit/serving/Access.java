package merit.serving;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Who may reach the server.
 *
 * @param host the address to listen on
 * @param port to listen on; 0 for any that is free
 * @param keys that open the scoring routes; none for no key
 * @param adminKeys that open the admin routes; none closes them
 * @param insecure whether another address than loopback may go without a key
 */
public record Access(String host, int port, ApiKeys keys, ApiKeys adminKeys, boolean insecure) {
    /** @throws IllegalArgumentException for an open address without a key */
    public Access {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port: found " + port + ", need 0 to 65535");
        }
        if (keys.isEmpty() && !insecure && !isLoopback(host)) {
            throw new IllegalArgumentException("127.0.0.1 only: to listen on " + host
                    + " give a key (--api-key or MERIT_API_KEY), or --insecure if the network is yours.");
        }
    }

    /** Whether only this machine can reach it, and needs no key: then a page elsewhere on the web must not, by a name of its own. */
    boolean isForThisMachineAlone() {
        return keys.isEmpty() && !insecure;
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    "host: found " + host + ", which no name server knows; need an address of this machine", e);
        }
    }
}
