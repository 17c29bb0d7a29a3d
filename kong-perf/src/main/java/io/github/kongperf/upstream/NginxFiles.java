package io.github.kongperf.upstream;

import io.github.kongperf.scenario.Upstream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What nginx reads. All paths in it are relative to its folder, which may have any name.
 *
 * @param root whether the node's user is root: then workers stay root, or they could not enter a folder of root's
 * @param openFiles that a process of the node may have
 */
record NginxFiles(NginxProgram program, boolean root, long openFiles) {

    static final String CONF = "nginx.conf";
    static final String SNIPPET = "snippet.conf";
    static final String PID = "nginx.pid";
    static final String ERRORS = "error.log";
    static final String STATUS = "/kong-perf-status";
    static final String TOKEN_HEADER = "Kong-Perf-Upstream";

    private static final String TEXTS = "texts.conf";

    /** More than the 10620 of Kong's own test machines; a connection takes half a kilobyte. */
    private static final long CONNECTIONS = 16_384;

    /** Descriptors that are no connections: logs, listeners, epoll, and files that a snippet serves. */
    private static final long OTHER_FILES = 128;

    private static final String NOTHING_LIMITS = """
              access_log off;
              keepalive_timeout 1d;
              keepalive_requests 2000000000;
              client_max_body_size 0;
              client_body_buffer_size 256k;
              large_client_header_buffers 8 64k;
              sendfile on;
            """;

    /** How many connections each worker can hold. */
    long connections() {
        return Math.max(16, Math.min(CONNECTIONS, openFiles - OTHER_FILES));
    }

    /** With listeners that are only good for {@code nginx -t}: they take no port. */
    Map<String, String> forCheck(Upstream.Answer answer) {
        return files(answer, "worker_processes 1;\n", servers(List.of("unix:check.sock"), ""));
    }

    /** @param token by which its status server is told from any other */
    Map<String, String> forStart(Upstream.Answer answer, UpstreamPlace place, String address, String token) {
        String host = address.contains(":") ? "[" + address + "]" : address;
        List<String> listeners = place.ports().stream()
                // As much as the system allows.
                .map(port -> "%s:%d backlog=65535".formatted(host, port))
                .toList();
        String status = """
                  server {
                    listen %s:%d;
                    location = %s { stub_status; add_header %s "%s"; }
                  }
                """.formatted(host, place.statusPort(), STATUS, TOKEN_HEADER, token);
        String workers =
                place.cpus().isEmpty() ? "auto" : Integer.toString(place.cpus().size());
        return files(answer, "worker_processes %s;%n".formatted(workers), servers(listeners, status));
    }

    private Map<String, String> files(Upstream.Answer answer, String workers, String servers) {
        Map<String, String> files = new LinkedHashMap<>();
        files.put(SNIPPET, snippet(answer));
        files.put(TEXTS, texts(answer));
        files.put(CONF, main(answer, workers) + http(servers));
        return files;
    }

    private String main(Upstream.Answer answer, String workers) {
        StringBuilder text = new StringBuilder(root ? "user root;\n" : "");
        text.append("daemon off;\n").append(workers);
        text.append("worker_rlimit_nofile %d;%n".formatted(openFiles));
        text.append("pid %s;%nlock_file nginx.lock;%nerror_log %s error;%n".formatted(PID, ERRORS));
        if (Nginx.needsLua(answer)) {
            program.luaModules().forEach(module -> text.append("load_module \"%s\";%n".formatted(module)));
        }
        // multi_accept: one worker would take all connections that come at the same time.
        return text.append("events { worker_connections %d; multi_accept off; accept_mutex off; }%n"
                        .formatted(connections()))
                .toString();
    }

    private String http(String servers) {
        StringBuilder text = new StringBuilder("http {\n");
        text.append("  include ").append(TEXTS).append(";\n").append(NOTHING_LIMITS);
        if (program.since(1, 19, 10)) {
            text.append("  keepalive_time 1d;\n");
        }
        text.append("  client_body_temp_path body;\n");
        for (String module : program.having("proxy", "fastcgi", "uwsgi", "scgi")) {
            text.append("  %s_temp_path %s;%n".formatted(module, module));
        }
        return text.append(servers).append("}\n").toString();
    }

    private static String servers(List<String> listeners, String more) {
        StringBuilder text = new StringBuilder(more);
        for (String listener : listeners) {
            text.append("  server {\n    listen %s;%n    include %s;%n  }%n".formatted(listener, SNIPPET));
        }
        return text.toString();
    }

    private static String snippet(Upstream.Answer answer) {
        return answer instanceof Upstream.Nginx nginx
                ? nginx.snippet()
                : FixedAnswer.of(respond(answer)).server();
    }

    private static String texts(Upstream.Answer answer) {
        return answer instanceof Upstream.Nginx
                ? ""
                : FixedAnswer.of(respond(answer)).texts();
    }

    private static Upstream.Respond respond(Upstream.Answer answer) {
        if (answer instanceof Upstream.Respond respond) {
            return respond;
        }
        throw new IllegalStateException("unknown answer: " + answer);
    }
}
