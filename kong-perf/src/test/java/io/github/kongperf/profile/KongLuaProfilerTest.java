package io.github.kongperf.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kongperf.kong.Installation;
import io.github.kongperf.kong.KongDatabase;
import io.github.kongperf.kong.KongServer;
import io.github.kongperf.kong.KongSources;
import io.github.kongperf.kong.Listen;
import io.github.kongperf.kong.StandIn;
import io.github.kongperf.kong.Versions;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.FreePorts;
import io.github.kongperf.node.Job;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.local.LocalNode;
import io.github.kongperf.result.StackSamples;
import io.github.kongperf.version.KongVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the stand-in, which is not Kong, with our plugin, as Kong is run with it. */
class KongLuaProfilerTest {

    private static final String ENTITIES = """
            _format_version: "1.1"
            routes:
            - name: r1
              paths: [/s1-r1]
              plugins:
              - name: request-termination
                config: {status_code: 200, message: here}
            """;

    @TempDir
    private Path folder;

    private final Node node = new LocalNode();

    @Test
    void samplesAKongThatHasThePluginAndNoEntityOfIt() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectories(folder.resolve("profiler"));
        int port = FreePorts.of(node, 1).get(0);
        KongServer kong = KongServer.prepare(
                node, installation(), plan(port), Map.of("kong_perf_burn", "1ms", "nginx_worker_processes", "1"));
        kong.start(KongServer.START);
        try {
            StackSamples samples = sampled(kong, port);
            assertThat(samples.stacks().keySet())
                    .anyMatch(stack -> stack.startsWith("access_by_lua nginx.conf;")
                            && stack.contains(";access kong/init.lua;")
                            && stack.contains("kong/burn.lua"));
            assertThat(samples.rootedShare()).isEqualTo(1);
            assertThat(kong.errorLog()).noneMatch(line -> line.contains(ProfilePlugin.NAME));
        } finally {
            kong.stop();
        }
        assertThat(Path.of(kong.plan().prefix(), ProfilePlugin.NAME)).doesNotExist();
    }

    private StackSamples sampled(KongServer kong, int port) throws InterruptedException {
        Workers workers = new Workers(kong.workers(), kong.plan().prefix(), folder + "/profiler");
        try (Probe probe = new LuaProfiler(node).attach(workers, LuaNginx.SOON)) {
            Job load = node.start(
                    Command.of("wrk", "-t1", "-c4", "-d4", "http://127.0.0.1:" + port + "/s1-r1"), folder + "/load");
            try {
                probe.begin(Duration.ofSeconds(1), LuaNginx.SOON);
                return probe.await();
            } finally {
                load.end(Duration.ZERO);
            }
        }
    }

    private Installation installation() throws InterruptedException {
        KongSources sources = new KongSources(
                Optional.of(StandIn.home()),
                Optional.of(StandIn.repository().toString()),
                "file:///none/{version}",
                folder.resolve("cache"),
                true);
        return new Versions(node, sources, Map.of())
                .get(KongVersion.parse("path:" + StandIn.tree("2.8.1")), step -> {});
    }

    private KongServer.Plan plan(int port) throws Exception {
        String entities =
                Files.writeString(folder.resolve("entities.yaml"), ENTITIES).toString();
        return new KongServer.Plan(
                folder.resolve("kong").toString(),
                Map.of(Listen.PROXY, port),
                "127.0.0.1",
                new KongDatabase.Off(Optional.of(entities)),
                Map.of(),
                List.of(ProfilePlugin.in(folder.resolve("plugins"))),
                List.of());
    }
}
