package merit.benchmark;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;

/** Asks a server in every shape, for few answers or many, short texts or long; and sometimes leaves before it is answered. */
final class SoakClient implements Runnable {
    private static final int LEAVES_ONCE_IN = 20;
    private static final int RANKS_MANY_ONCE_IN = 50;
    private static final int MANY = 64;
    private static final List<WireShape> SHAPES = List.of(WireShape.values());

    private final ServerProcess server;
    private final List<Asked> asked;
    private final Tally tally;
    private final Random random;
    private final HttpClient http = Load.client();

    /** What became of the requests of all clients. */
    record Tally(LongAdder answered, LongAdder refused, LongAdder left, LongAdder lost) {
        Tally() {
            this(new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder());
        }

        @Override
        public String toString() {
            return answered + " answered, " + refused + " refused, " + left + " left by their clients, " + lost
                    + " lost";
        }
    }

    SoakClient(ServerProcess server, List<Asked> asked, Tally tally, long seed) {
        this.server = server;
        this.asked = asked;
        this.tally = tally;
        random = new Random(seed);
    }

    /** Until it is interrupted. */
    @Override
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                WireShape shape = SHAPES.get(random.nextInt(SHAPES.size()));
                Asked next = next(shape);
                if (random.nextInt(LEAVES_ONCE_IN) == 0) {
                    leave(shape, shape.json(next));
                    tally.left().increment();
                } else {
                    ask(shape, next);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Asked next(WireShape shape) {
        Asked one = asked.get(random.nextInt(asked.size()));
        if (shape.isForOne()) {
            return one.with(random.nextInt(2)).ofOtherLength(random);
        }
        List<String> answers = new ArrayList<>();
        int count = random.nextInt(RANKS_MANY_ONCE_IN) == 0 ? MANY : 1 + random.nextInt(4);
        for (int k = 0; k < count; k++) {
            answers.add(asked.get(random.nextInt(asked.size())).answer());
        }
        // A comparison needs two.
        answers.add(one.answer());
        Asked many = new Asked(one.prompt(), one.text(), answers);
        return random.nextBoolean() ? many : many.ofOtherLength(random);
    }

    private void ask(WireShape shape, Asked next) throws InterruptedException {
        HttpRequest request = server.request(shape.path())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(shape.json(next)))
                .build();
        try {
            HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() == 429) {
                tally.refused().increment();
            } else if (answer.statusCode() == 200 && isWhole(shape, next, answer.body())) {
                tally.answered().increment();
            } else {
                lost(shape + " was answered with " + answer.statusCode());
            }
        } catch (IOException e) {
            lost(shape + " was not answered: " + e);
        }
    }

    private void lost(String how) {
        tally.lost().increment();
        System.out.println("  " + how);
    }

    private static boolean isWhole(WireShape shape, Asked next, byte[] answer) {
        List<Double> scores = shape.scores(answer);
        int expected = shape == WireShape.PREDICT_TEXT ? 1 : next.answers().size();
        return scores.size() == expected && scores.stream().allMatch(Double::isFinite);
    }

    /** Says some or all of a request, and is gone. */
    private void leave(WireShape shape, byte[] body) {
        String head =
                "POST " + shape.path() + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length + "\r\n\r\n";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoLinger(random.nextBoolean(), 0);
            OutputStream out = socket.getOutputStream();
            out.write(head.getBytes(StandardCharsets.UTF_8));
            out.write(body, 0, random.nextBoolean() ? body.length : random.nextInt(body.length));
            out.flush();
        } catch (IOException e) {
            // A server may close first.
        }
    }
}
