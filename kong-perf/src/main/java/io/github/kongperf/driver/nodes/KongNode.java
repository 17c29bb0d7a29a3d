package io.github.kongperf.driver.nodes;

import io.github.kongperf.kong.KongServer;
import io.github.kongperf.kong.Listen;
import io.github.kongperf.machine.MemoryKills;
import io.github.kongperf.machine.ProcReader;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.scenario.Load;
import java.util.List;
import java.util.Optional;

/**
 * One Kong of a deployment, up.
 *
 * @param name empty if it is the only one
 * @param workers pids of its worker processes
 * @param memoryKills on its node, since before it was started
 */
record KongNode(String name, Site site, KongServer kong, List<Long> workers, ProcReader proc, MemoryKills memoryKills) {

    KongNode {
        workers = List.copyOf(workers);
    }

    Node node() {
        return site.node();
    }

    /** What has happened, in a sentence, if it or one of its workers is no longer up. */
    Optional<String> died() throws InterruptedException {
        Optional<String> died = kong.died();
        if (died.isEmpty()) {
            try {
                proc.cpu(workers);
            } catch (NodeFailed e) {
                died = Optional.of("a worker process of Kong has ended: " + e.getMessage());
            }
        }
        Optional<String> memory = died.isEmpty() ? Optional.empty() : memoryKills.since();
        return died.map(what -> memory.map(why -> what + "; " + why).orElse(what));
    }

    /** Its port for that; empty if it does not listen. */
    Optional<Integer> port(Load.Target target) {
        return listen(target).map(listen -> kong.plan().ports().get(listen));
    }

    /** Empty for the upstream, which is none of Kong's. */
    static Optional<Listen> listen(Load.Target target) {
        return switch (target) {
            case PROXY -> Optional.of(Listen.PROXY);
            case ADMIN -> Optional.of(Listen.ADMIN);
            case STATUS -> Optional.of(Listen.STATUS);
            case UPSTREAM -> Optional.empty();
        };
    }
}
