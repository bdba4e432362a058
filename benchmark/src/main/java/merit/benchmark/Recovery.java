package merit.benchmark;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks again and again, one request at a time, from the end of an overload on. When was the first one taken, and when was one answered as
 * fast as before?
 */
final class Recovery implements Runnable {
    private static final int CALM_REQUESTS = 20;
    private static final double SECONDS_AT_MOST = 60;
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final HttpClient http = Load.client();
    private final Load load;
    private final long end;
    private final double calm;
    private volatile double taken = Double.NaN;
    private volatile double asBefore = Double.NaN;

    /** Measures the calm first: so many requests, one by one. The overload begins when this returns. */
    Recovery(Load load, int seconds) {
        this.load = load;
        double most = 0;
        for (int k = 0; k < CALM_REQUESTS; k++) {
            most = Math.max(most, load.one(http).quantile(1));
        }
        calm = most;
        end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    }

    @Override
    public void run() {
        LockSupport.parkNanos(end - System.nanoTime());
        try {
            while (Double.isNaN(asBefore) && since() < SECONDS_AT_MOST) {
                LoadFigures figures = load.one(http);
                if (figures.answers() == 1 && Double.isNaN(taken)) {
                    taken = since();
                }
                if (figures.answers() == 1 && figures.quantile(1) <= calm) {
                    asBefore = since();
                }
                Thread.sleep(PAUSE.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private double since() {
        return (System.nanoTime() - end) / 1e9;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "answered again %.2f s after its end, as fast as before (%.0f ms) after %.2f s",
                taken,
                calm,
                asBefore);
    }
}
