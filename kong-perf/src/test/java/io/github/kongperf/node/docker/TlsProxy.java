package io.github.kongperf.node.docker;

import io.github.kongperf.node.Command;
import io.github.kongperf.node.local.LocalNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;

/** A port of this machine with TLS, for those who have the certificate, that leads to the socket of an engine. */
final class TlsProxy implements AutoCloseable {

    private static final char[] PASSWORD = "changeit".toCharArray();

    private final SSLServerSocket server;
    private final Path socket;

    private TlsProxy(SSLServerSocket server, Path socket) {
        this.server = server;
        this.socket = socket;
    }

    /** @param folder gets ca.pem, cert.pem and key.pem */
    static TlsProxy before(Path socket, Path folder)
            throws IOException, GeneralSecurityException, InterruptedException {
        openssl(folder, "req -x509 -newkey rsa:2048 -nodes -keyout ca-key.pem -out ca.pem -days 2 -subj /CN=test-ca");
        openssl(folder, "req -newkey rsa:2048 -nodes -keyout key.pem -out request.pem -subj /CN=engine");
        Files.writeString(folder.resolve("names"), "subjectAltName=IP:127.0.0.1\n");
        openssl(
                folder,
                "x509 -req -in request.pem -CA ca.pem -CAkey ca-key.pem -CAcreateserial -days 2 -extfile names -out cert.pem");
        openssl(folder, "pkcs12 -export -in cert.pem -inkey key.pem -out own.p12 -passout pass:changeit");
        SSLContext context = SSLContext.getInstance("TLS");
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(KeyStore.getInstance(folder.resolve("own.p12").toFile(), PASSWORD), PASSWORD);
        context.init(keys.getKeyManagers(), trusted(folder.resolve("ca.pem")).getTrustManagers(), null);
        SSLServerSocket server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        server.setNeedClientAuth(true);
        TlsProxy proxy = new TlsProxy(server, socket);
        inBackground(proxy::accept);
        return proxy;
    }

    private static void openssl(Path folder, String arguments) throws InterruptedException {
        new LocalNode()
                .run(Command.of("openssl", arguments.split(" ")).in(folder.toString()))
                .orFail("making certificates");
    }

    private static TrustManagerFactory trusted(Path ca) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream file = Files.newInputStream(ca)) {
            store.setCertificateEntry(
                    "ca",
                    java.security.cert.CertificateFactory.getInstance("X.509").generateCertificate(file));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }

    int port() {
        return server.getLocalPort();
    }

    private static void inBackground(Runnable work) {
        Thread thread = new Thread(work, "tls-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                inBackground(() -> serve(client));
            }
        } catch (IOException e) {
            // Closed.
            return;
        }
    }

    private void serve(Socket client) {
        try (client;
                SocketChannel engine = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            client.setTcpNoDelay(true);
            inBackground(() -> {
                try (client;
                        engine) {
                    answer(engine, client.getOutputStream());
                } catch (IOException e) {
                    // Ended by the other direction.
                    return;
                }
            });
            ask(client.getInputStream(), engine);
        } catch (IOException e) {
            // So ends each connection.
            return;
        }
    }

    /** Without streams of the channel, which do not read while they write. */
    private static void ask(InputStream client, SocketChannel engine) throws IOException {
        byte[] bytes = new byte[16384];
        for (int count = client.read(bytes); count >= 0; count = client.read(bytes)) {
            ByteBuffer left = ByteBuffer.wrap(bytes, 0, count);
            while (left.hasRemaining()) {
                engine.write(left);
            }
        }
    }

    private static void answer(SocketChannel engine, OutputStream client) throws IOException {
        byte[] bytes = new byte[16384];
        for (int count = engine.read(ByteBuffer.wrap(bytes)); count >= 0; count = engine.read(ByteBuffer.wrap(bytes))) {
            client.write(bytes, 0, count);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
