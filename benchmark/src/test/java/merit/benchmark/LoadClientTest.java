package merit.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import merit.preference.PreferencePair;
import org.junit.jupiter.api.Test;

class LoadClientTest {
    private final Set<String> headers = new CopyOnWriteArraySet<>();

    @Test
    void aFirstRequestOffersNoOtherProtocolWhichWouldCostSomeServersItsBody() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/score", exchange -> {
            headers.addAll(exchange.getRequestHeaders().keySet());
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort();
            Load.Target target = new Load.Target(url, LoadShape.MERIT, "", null);
            assertThat(new Load(target, texts(), null).one(Load.client()).answers())
                    .isOne();
        } finally {
            server.stop(0);
        }
        assertThat(headers).contains("Content-type").doesNotContain("Upgrade", "Http2-settings");
    }

    private static LoadTexts texts() {
        return new LoadTexts(List.of(PreferencePair.of("Why?", "A leak.", "Aliens.")), 100, 1);
    }
}
