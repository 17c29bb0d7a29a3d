package io.github.kongperf.driver.docker;

import io.github.kongperf.driver.Setup;
import io.github.kongperf.driver.nodes.Site;
import io.github.kongperf.driver.nodes.Sites;
import io.github.kongperf.driver.nodes.WorkFolder;
import io.github.kongperf.kong.ImageKong;
import io.github.kongperf.kong.Installation;
import io.github.kongperf.node.CleanUp;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.Node;
import io.github.kongperf.result.Role;
import io.github.kongperf.version.KongVersion;
import java.nio.file.Path;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Consumer;

/** A container for each version, for what is done once, and a fresh one for each trial. */
final class DockerSites implements Sites {

    /** In all containers: what is ours lies below it. */
    static final String FOLDER = "/kong-perf";

    private static final String KONG = "kong";

    private final Containers containers;
    private final KongImages images;
    private final DockerSettings settings;
    private final DockerCpus cpus;
    private final Map<KongVersion, Standing> standing = new LinkedHashMap<>();
    /** Of trials, the newest first. */
    private final Deque<Containers.Made> up = new ConcurrentLinkedDeque<>();
    /** Why a version can't be had: tried once. */
    private final Map<KongVersion, RuntimeException> failed = new HashMap<>();

    private record Standing(KongImages.Found found, Site site) {}

    DockerSites(Containers containers, KongImages images, DockerSettings settings, DockerCpus cpus) {
        this.containers = containers;
        this.images = images;
        this.settings = settings;
        this.cpus = cpus;
    }

    @Override
    public Site of(Setup setup, Consumer<String> step) throws InterruptedException {
        return standing(setup.version(), step).site();
    }

    @Override
    public Site open(Setup setup, Consumer<String> step) throws InterruptedException {
        Standing known = standing(setup.version(), step);
        Containers.Made container = start(known.found().image());
        up.push(container);
        return new Site(
                WorkFolder.in(container, FOLDER),
                known.site().installed(),
                () -> {
                    up.remove(container);
                    container.remove();
                },
                true);
    }

    /** A container that shares the processes of the Kong's, and may look into them. */
    @Override
    public Site beside(Site site, Consumer<String> step) throws InterruptedException {
        Containers.Made kong = up.stream()
                .filter(container -> container == site.work().node())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("that is the place of no trial"));
        Containers.Made profiler = containers.beside(kong, images.profiler(step));
        return new Site(WorkFolder.in(profiler, FOLDER), site.installed(), profiler::remove, true);
    }

    @Override
    public void introduce(Map<String, Site> named) throws InterruptedException {
        StringBuilder hosts = new StringBuilder();
        named.forEach((name, site) -> hosts.append(site.work().node().address())
                .append(' ')
                .append(name)
                .append('\n'));
        for (Site site : named.values()) {
            // In place: the engine has mounted that very file.
            site.work()
                    .node()
                    .run(Command.of("sh", "-c", "cat >> /etc/hosts").input(hosts.toString()))
                    .orFail("letting nodes know each other by name");
        }
    }

    private Standing standing(KongVersion version, Consumer<String> step) throws InterruptedException {
        Standing known = standing.get(version);
        if (known != null) {
            return known;
        }
        RuntimeException before = failed.get(version);
        if (before != null) {
            throw before;
        }
        try {
            known = stand(version, step);
        } catch (RuntimeException e) {
            failed.put(version, e);
            throw e;
        }
        standing.put(version, known);
        return known;
    }

    private Standing stand(KongVersion version, Consumer<String> step) throws InterruptedException {
        KongImages.Found found = images.get(located(version), step);
        Containers.Made container = start(found.image());
        Installation installed = ImageKong.on(container, version, found.image().environment(), found.facts());
        return new Standing(found, new Site(WorkFolder.in(container, FOLDER), installed, container::remove, true));
    }

    /** Removes what stands. */
    void close() {
        CleanUp.all(
                standing.values().stream().map(place -> place.site().closing()).toArray(CleanUp.Part[]::new));
        standing.clear();
    }

    private Containers.Made start(Image image) throws InterruptedException {
        return containers.start(containers.next(KONG), KONG, image, cpus.of(Role.GATEWAY));
    }

    private KongVersion located(KongVersion version) {
        return version instanceof KongVersion.Tree tree && !tree.folder().startsWith("~/")
                ? new KongVersion.Tree(settings.base()
                        .resolve(Path.of(tree.folder()))
                        .normalize()
                        .toString())
                : version;
    }

    /** Of the newest trial; where none is up, one that stays. */
    @Override
    public Node node() {
        Node newest = up.peek();
        if (newest != null) {
            return newest;
        }
        return standing.values().stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no Kong was asked for yet"))
                .site()
                .work()
                .node();
    }
}
