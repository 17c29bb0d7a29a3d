package io.github.kongperf.driver.nodes;

import io.github.kongperf.node.FreePorts;
import io.github.kongperf.node.Node;
import io.github.kongperf.result.Role;
import io.github.kongperf.scenario.Upstream;
import io.github.kongperf.upstream.NginxUpstream;
import io.github.kongperf.upstream.UpstreamPlace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** The upstreams of a session: each one comes up when it is first needed, and stays up for all trials. */
final class Upstreams {

    private final WorkFolder work;
    private final NodesOptions options;
    private final Map<Upstream, NginxUpstream> up = new HashMap<>();

    /** @param work on the node that they run on */
    Upstreams(WorkFolder work, NodesOptions options) {
        this.work = work;
        this.options = options;
    }

    Node node() {
        return work.node();
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
        List<Integer> ports = new ArrayList<>(FreePorts.of(work.node(), upstream.ports() + 1));
        int status = ports.remove(0);
        UpstreamPlace place = new UpstreamPlace(
                "%s/%d".formatted(work.path("upstream"), ports.get(0)),
                ports,
                status,
                new HashSet<>(options.pinning().of(Role.UPSTREAM)));
        return options.nginx().find().start(upstream.answer(), place);
    }

    void stop() throws InterruptedException {
        for (NginxUpstream upstream : up.values()) {
            upstream.stop();
        }
        up.clear();
    }
}
