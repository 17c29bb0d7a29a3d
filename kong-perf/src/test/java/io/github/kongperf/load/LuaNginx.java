package io.github.kongperf.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real nginx with Lua, of one worker, on a port of its own. */
public final class LuaNginx implements AutoCloseable {

    private static final String CONF = """
            load_module /usr/lib/nginx/modules/ndk_http_module.so;
            load_module /usr/lib/nginx/modules/ngx_http_lua_module.so;
            daemon off;
            worker_processes 1;
            pid nginx.pid;
            events { worker_connections 2048; }
            http {
              access_log off;
              keepalive_requests 1000000000;
              client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3; uwsgi_temp_path t4; scgi_temp_path t5;
              lua_shared_dict count 1m;
              lua_shared_dict said 8m;
              server {
                listen 127.0.0.1:%d;
                location /said { content_by_lua_block {
                  local port = ngx.var.remote_port
                  if ngx.shared.said:incr("from " .. port, 1, 0) <= 100 then
                    ngx.req.read_body()
                    local words = { port, ngx.req.get_method(), ngx.var.request_uri, ngx.var.http_k or "", ngx.req.get_body_data() or "" }
                    ngx.shared.said:rpush("said", table.concat(words, " "))
                  end
                } }
                location = /what-was-said { content_by_lua_block {
                  for i = 1, ngx.shared.said:llen("said") do ngx.say((ngx.shared.said:lpop("said"))) end
                } }
            %s
              }
            }
            """;

    private final Process process;
    private final URI uri;

    private LuaNginx(Process process, URI uri) {
        this.process = process;
        this.uri = uri;
    }

    /** @param server what stands in the server block */
    public static LuaNginx start(Path folder, String server) throws IOException, InterruptedException {
        for (int tries = 0; tries < 10; tries++) {
            int port = freePort();
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("nginx.conf"), CONF.formatted(port, server));
            Process process = new ProcessBuilder(
                            "nginx", "-e", folder + "/error.log", "-p", folder.toString(), "-c", folder + "/nginx.conf")
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("output").toFile())
                    .start();
            if (listens(process, port)) {
                return new LuaNginx(process, URI.create("http://127.0.0.1:" + port));
            }
            process.destroy();
        }
        throw new IOException("nginx did not start: " + Files.readString(folder.resolve("output")));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean listens(Process process, int port) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (process.isAlive() && System.nanoTime() < deadline) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return true;
            } catch (IOException e) {
                Thread.sleep(10);
            }
        }
        return false;
    }

    public URI uri() {
        return uri;
    }

    public String get(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri.resolve(path)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** A request to {@code /said} or below: method, path, header k and body. */
    public record Said(String port, String request) {}

    /** The first hundred requests of each connection to {@code /said} or below, since the last call. */
    public List<Said> said() throws IOException, InterruptedException {
        return get("/what-was-said")
                .lines()
                .map(line -> new Said(line.substring(0, line.indexOf(' ')), line.substring(line.indexOf(' ') + 1)))
                .toList();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (process.waitFor(5, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
