package io.github.kongperf.load.jvm;

import io.github.kongperf.load.LoadFailed;
import io.github.kongperf.load.LoadOptions;
import io.github.kongperf.scenario.Rate;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** A load on a target, checked, with the name of the target looked up. */
record Task(URI target, InetSocketAddress address, LoadOptions load) {

    /** @throws LoadFailed if the target or a request is none that this generator can ask */
    static Task of(URI target, LoadOptions load) {
        if (!"http".equalsIgnoreCase(target.getScheme()) || target.getHost() == null) {
            throw new LoadFailed(
                    "%s: the jvm generator speaks plain HTTP only; give a target such as http://127.0.0.1:8000, or use engine wrk"
                            .formatted(target));
        }
        if (load.script().isPresent()) {
            throw new LoadFailed(
                    "%s: a script is run by wrk alone; use load.engine: wrk, or requests".formatted(target));
        }
        InetSocketAddress address =
                new InetSocketAddress(target.getHost(), target.getPort() < 0 ? 80 : target.getPort());
        if (address.isUnresolved()) {
            throw new LoadFailed("%s: no address is known for host %s; check its spelling, and the name service"
                    .formatted(target, target.getHost()));
        }
        Task task = new Task(target, address, load);
        try {
            task.templates();
        } catch (IllegalArgumentException e) {
            throw new LoadFailed("%s: %s".formatted(target, e.getMessage()), e);
        }
        return task;
    }

    List<RequestTemplate> templates() {
        return load.requests().stream()
                .map(request -> RequestTemplate.of(target, request))
                .toList();
    }

    /** The random choices of one connection: the same for the same seed, and others than those of its neighbours. */
    SplittableRandom random(int connection) {
        SplittableRandom random = new SplittableRandom(load.seed());
        // Hashed, so that connection 1 of seed 7 doesn't choose as connection 0 of seed 8.
        return new SplittableRandom(random.nextLong() ^ new SplittableRandom(connection).nextLong());
    }

    /** Requests per second; empty in the closed model. */
    Optional<Double> rate() {
        return load.rate() instanceof Rate.Constant constant ? Optional.of(constant.perSecond()) : Optional.empty();
    }
}
