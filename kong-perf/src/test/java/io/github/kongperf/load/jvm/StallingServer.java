package io.github.kongperf.load.jvm;

import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import java.net.InetSocketAddress;

/**
 * A server for {@code it/benchmark/generator.sh} that holds every answer during the first second of each five seconds of the
 * clock. Prints its port, and ends when its standard input does.
 */
public final class StallingServer {

    private StallingServer() {}

    public static void main(String[] args) throws Exception {
        Undertow server = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setIoThreads(1)
                .setWorkerThreads(1)
                .setHandler(StallingServer::handle)
                .build();
        server.start();
        InetSocketAddress address =
                (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
        System.out.println(address.getPort());
        while (System.in.read() >= 0) {
            // until the script ends
        }
        server.stop();
    }

    private static void handle(HttpServerExchange exchange) throws InterruptedException {
        long stalled = 1000 - System.currentTimeMillis() % 5000;
        if (stalled > 0) {
            // On the only I/O thread, so all wait; a timer for each would make it slow to answer them afterwards.
            Thread.sleep(stalled);
        }
        exchange.endExchange();
    }
}
