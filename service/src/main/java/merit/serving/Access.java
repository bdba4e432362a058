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
 * @param reach TLS, pages of elsewhere, rates
 */
public record Access(String host, int port, ApiKeys keys, ApiKeys adminKeys, boolean insecure, Reach reach) {
    /** By plain HTTP. */
    public Access(String host, int port, ApiKeys keys, ApiKeys adminKeys, boolean insecure) {
        this(host, port, keys, adminKeys, insecure, Reach.PLAIN);
    }

    /** @throws IllegalArgumentException for an open address without a key, or a rate of keys that are not there */
    public Access {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port: found " + port + ", need 0 to 65535");
        }
        if (keys.isEmpty() && !insecure && !isLoopback(host)) {
            throw new IllegalArgumentException("127.0.0.1 only: to listen on " + host
                    + " give a key (--api-key or MERIT_API_KEY), or --insecure if the network is yours.");
        }
        if (reach.requestsPerMinute() > 0 && keys.isEmpty()) {
            throw new IllegalArgumentException(
                    "requests per minute: found no key whose requests could be counted, need one"
                            + " (--api-key-file or MERIT_API_KEY)");
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
