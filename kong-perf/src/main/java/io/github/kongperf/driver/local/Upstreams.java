package io.github.kongperf.driver.local;

import io.github.kongperf.kong.HomeNginx;
import io.github.kongperf.node.FreePorts;
import io.github.kongperf.node.Node;
import io.github.kongperf.result.Role;
import io.github.kongperf.scenario.Upstream;
import io.github.kongperf.upstream.Nginx;
import io.github.kongperf.upstream.NginxUpstream;
import io.github.kongperf.upstream.OtherNginx;
import io.github.kongperf.upstream.UpstreamPlace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The upstreams of a session: each one comes up when it is first needed, and stays up for all trials. */
final class Upstreams {

    private final Node node;
    private final String folder;
    private final LocalSettings settings;
    private final Map<Upstream, NginxUpstream> up = new HashMap<>();

    /** @param folder for theirs */
    Upstreams(Node node, String folder, LocalSettings settings) {
        this.node = node;
        this.folder = folder;
        this.settings = settings;
    }

    /** Of this machine; where it has none that will do, that of kongHome. */
    static Nginx nginx(Node node, LocalSettings settings) throws InterruptedException {
        return Nginx.find(
                node,
                Optional.empty(),
                HomeNginx.in(settings.sources().kongHome(), settings.environment())
                        .map(home -> new OtherNginx(home.program(), home.environment())));
    }

    NginxUpstream of(Upstream upstream) throws InterruptedException {
        NginxUpstream known = up.get(upstream);
        if (known == null || known.died().isPresent()) {
            known = start(upstream);
            up.put(upstream, known);
        }
        return known;
    }

    private NginxUpstream start(Upstream upstream) throws InterruptedException {
        List<Integer> ports = new ArrayList<>(FreePorts.of(node, upstream.ports() + 1));
        int status = ports.remove(0);
        UpstreamPlace place = new UpstreamPlace(
                "%s/%d".formatted(folder, ports.get(0)),
                ports,
                status,
                new HashSet<>(settings.pinning().of(Role.UPSTREAM)));
        return nginx(node, settings).start(upstream.answer(), place);
    }

    void stop() throws InterruptedException {
        for (NginxUpstream upstream : up.values()) {
            upstream.stop();
        }
        up.clear();
    }
}
