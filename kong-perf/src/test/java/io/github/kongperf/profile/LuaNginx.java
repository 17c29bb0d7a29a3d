package io.github.kongperf.profile;

import io.github.kongperf.kong.StandIn;
import io.github.kongperf.node.Await;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.FreePorts;
import io.github.kongperf.node.Job;
import io.github.kongperf.node.Node;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An nginx with Lua and our plugin in its workers, and with functions that keep them busy. */
final class LuaNginx {

    static final Duration SOON = Duration.ofSeconds(15);

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static final String CONF = """
            worker_processes %d;
            pid nginx.pid;
            daemon off;
            error_log error.log notice;
            events { worker_connections 128; }
            http {
              access_log off;
              lua_package_path '%s/lua/?.lua;;';
              init_worker_by_lua_block { require("kong.plugins.kong-perf-profile.handler"):init_worker() }
              server {
                listen 127.0.0.1:%d;
                location / {
                  content_by_lua_block {
                    local app = require "app"
                    if ngx.var.arg_run == "c" then app.c() else app.lua() end
                    ngx.say("done")
                  }
                }
              }
            }
            """;

    private static final String APP = """
            local app = {}
            local function slow()
              local x = 0
              for i = 1, 200000 do x = (x * 31 + i) % 1000003 end
              return x
            end
            local function closures()
              local all = {}
              for i = 1, 200 do all[i] = function() return i end end
              return all
            end
            function app.lua()
              closures()
              slow()
            end
            local text = ("x"):rep(200000)
            function app.c()
              for _ = 1, 5 do ngx.sha1_bin(text) end
            end
            -- Machine code of LuaJIT can't be unwound.
            jit.off(app.c)
            return app
            """;

    private final Node node;
    private final Path folder;
    private final int port;
    private final Job job;
    private int loads;

    LuaNginx(Node node, Path folder, int workers) throws IOException, InterruptedException {
        this.node = node;
        this.folder = folder;
        port = FreePorts.of(node, 1).get(0);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        ProfilePlugin.in(Files.createDirectories(folder.resolve("lua/kong/plugins")));
        Files.writeString(folder.resolve("lua/app.lua"), APP);
        Files.writeString(folder.resolve("nginx.conf"), CONF.formatted(workers, folder, port));
        Files.createDirectories(folder.resolve("profiler"));
        String nginx = StandIn.home().resolve("openresty/nginx/sbin/nginx").toString();
        job = node.start(
                Command.of(nginx, "-p", folder.toString(), "-c", folder + "/nginx.conf", "-e", folder + "/error.log"),
                folder + "/job");
        Await.until("nginx to answer", SOON, () -> answers(workers));
    }

    private Optional<String> answers(int workers) throws InterruptedException {
        try {
            get("lua");
            return pids().size() == workers ? Optional.empty() : Optional.of("workers " + pids());
        } catch (IOException e) {
            return Optional.of(e + job.errors());
        }
    }

    String get(String run) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(uri(run)).timeout(SOON).build(), BodyHandlers.ofString())
                .body();
    }

    private URI uri(String run) {
        return URI.create("http://127.0.0.1:%d/?run=%s".formatted(port, run));
    }

    List<Long> pids() throws InterruptedException {
        long master = Long.parseLong(node.read(folder + "/nginx.pid").strip());
        try (Stream<ProcessHandle> all = ProcessHandle.of(master).orElseThrow().children()) {
            return all.map(ProcessHandle::pid).sorted().toList();
        }
    }

    Workers workers() throws InterruptedException {
        return new Workers(pids(), folder.toString(), folder + "/profiler");
    }

    /** Load for at most so long. */
    void load(String run, int seconds) throws InterruptedException {
        node.start(Command.of("wrk", "-t1", "-c4", "-d" + seconds, uri(run).toString()), folder + "/load" + ++loads);
    }

    /** What profilers have left: files in their folders. */
    String leftovers() throws IOException {
        try (Stream<Path> profiler = Files.list(folder.resolve("profiler"));
                Stream<Path> prefix = Files.list(folder)) {
            return Stream.concat(profiler, prefix.filter(file -> file.endsWith(ProfilePlugin.NAME)))
                    .map(Path::toString)
                    .collect(Collectors.joining(" "));
        }
    }

    /** Ends it, and its load. */
    void stop() throws InterruptedException {
        for (int load = 1; load <= loads; load++) {
            node.find(folder + "/load" + load).orElseThrow().end(Duration.ZERO);
        }
        job.end(Duration.ofSeconds(1));
    }
}
