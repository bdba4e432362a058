package merit.cli;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/**
 * The health check of an image that holds no other HTTP client: asks a server on this machine whether it is ready, and ends with 0
 * where it is, with 1 where it is not. It runs every few seconds, so it is no verb: it starts without their classes, in a fifth of
 * their time. The one argument is the server's address; without it the port is that of {@code MERIT_PORT}, or 8000.
 */
public final class HealthProbe {
    private static final int MILLIS = 3000;

    private HealthProbe() {}

    public static void main(String[] args) {
        String port = System.getenv("MERIT_PORT");
        String url = args.length > 0 ? args[0] : "http://127.0.0.1:" + (port == null ? "8000" : port);
        String failure = failure(url);
        System.out.println(failure.isEmpty() ? "ready" : url + " is not ready: " + failure);
        System.exit(failure.isEmpty() ? 0 : 1);
    }

    /** Why a server is not ready; empty where it is. */
    static String failure(String url) {
        try {
            // The JDK's older client: it starts in a third of the newer one's time.
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create(url + "/health/ready").toURL().openConnection();
            connection.setConnectTimeout(MILLIS);
            connection.setReadTimeout(MILLIS);
            connection.setInstanceFollowRedirects(false);
            int status = connection.getResponseCode();
            connection.disconnect();
            return status == 200 ? "" : "it answers with " + status;
        } catch (IOException | IllegalArgumentException | ClassCastException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
