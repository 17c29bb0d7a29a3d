package io.github.kongperf.driver.local;

import io.github.kongperf.machine.Pinning;
import io.github.kongperf.node.FreePorts;
import io.github.kongperf.node.Node;
import io.github.kongperf.result.Role;
import io.github.kongperf.scenario.Upstream;
import io.github.kongperf.upstream.Nginx;
import io.github.kongperf.upstream.NginxUpstream;
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
    private final Pinning pinning;
    private final Map<Upstream, NginxUpstream> up = new HashMap<>();

    /** @param folder for theirs */
    Upstreams(Node node, String folder, Pinning pinning) {
        this.node = node;
        this.folder = folder;
        this.pinning = pinning;
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
                "%s/%d".formatted(folder, ports.get(0)), ports, status, new HashSet<>(pinning.of(Role.UPSTREAM)));
        return Nginx.find(node, Optional.empty()).start(upstream.answer(), place);
    }

    void stop() throws InterruptedException {
        for (NginxUpstream upstream : up.values()) {
            upstream.stop();
        }
        up.clear();
    }
}
