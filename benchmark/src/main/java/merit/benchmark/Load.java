package merit.benchmark;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Clients of a server: each asks again as soon as it is answered, or all together at a set rate that waits for nobody.
 *
 * @param target who is asked
 * @param texts what is asked
 * @param rate requests a second in all, sent whether answered or not while a client is free; null for as many as are answered
 */
record Load(Target target, LoadTexts texts, @Nullable Double rate) {
    /**
     * A server as it is spoken to.
     *
     * @param url up to its path
     * @param model sent as the model's name; empty for none
     * @param key sent as a bearer key
     */
    record Target(
            String url,
            LoadShape shape,
            String model,
            @Nullable String key) {}

    /** With connections of its own, and by HTTP/1.1 alone: where a request offers HTTP/2, uvicorn answers without reading its body. */
    static HttpClient client() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    /** Asks for so many seconds, and waits for what was asked. */
    LoadFigures run(int clients, double seconds) throws InterruptedException {
        HttpClient http = client();
        LoadFigures figures = new LoadFigures();
        AtomicLong sent = new AtomicLong();
        long began = System.nanoTime();
        long end = began + (long) (seconds * 1e9);
        List<Thread> threads = new ArrayList<>();
        for (int k = 0; k < clients; k++) {
            Thread thread = new Thread(() -> {
                while (isDue(began, end, sent)) {
                    ask(http, figures);
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return figures;
    }

    /** One request, waited for. */
    LoadFigures one(HttpClient http) {
        LoadFigures figures = new LoadFigures();
        ask(http, figures);
        return figures;
    }

    /** Waits for the turn of the next request, and says whether it comes before the end: the k-th goes k / rate seconds after the start. */
    private boolean isDue(long began, long end, AtomicLong sent) {
        long due = rate == null ? System.nanoTime() : began + (long) (sent.getAndIncrement() * 1e9 / rate);
        if (due >= end) {
            return false;
        }
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        return System.nanoTime() < end;
    }

    private void ask(HttpClient http, LoadFigures figures) {
        LoadTexts.Texts next = texts.next();
        HttpRequest request = request(next);
        long began = System.nanoTime();
        int status = 0;
        try {
            status = http.send(request, HttpResponse.BodyHandlers.ofByteArray()).statusCode();
        } catch (IOException e) {
            status = 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        figures.add(status, System.nanoTime() - began);
    }

    HttpRequest request(LoadTexts.Texts asked) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(target.url() + target.shape().path()))
                .timeout(Duration.ofMinutes(5))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(
                        target.shape().json(target.model(), asked.prompt(), asked.answers())));
        if (target.key() != null) {
            request.header("Authorization", "Bearer " + target.key());
        }
        return request.build();
    }
}
