package io.github.kongperf.kong;

import io.github.kongperf.node.Command;
import io.github.kongperf.node.Node;
import io.github.kongperf.version.KongVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Gets versions of Kong onto a node that shares this machine's files. The same version asked for twice is the same Kong. */
public final class Versions {

    private final Node node;
    private final KongSources sources;
    private final Map<String, String> environment;
    private final Cache cache;
    private final Map<KongVersion, Installation> known = new HashMap<>();

    /** @param environment the caller's, for PATH, LUA_PATH and LUA_CPATH where there is no kongHome */
    public Versions(Node node, KongSources sources, Map<String, String> environment) {
        this.node = node;
        this.sources = sources;
        this.environment = Map.copyOf(environment);
        this.cache = new Cache(sources.cache());
    }

    /** What keeps a version from being run, each as a sentence that says what to do. Starts nothing, downloads nothing. */
    public synchronized List<String> check(KongVersion version) throws InterruptedException {
        if (version instanceof KongVersion.Tree tree) {
            Path folder = folder(tree);
            return notKong(folder).map(List::of).orElseGet(() -> new TreeOnHome(folder, home()).missing(environment));
        }
        return List.of(refusal(version));
    }

    /**
     * Gets a version ready to run.
     *
     * @param step is told each step that takes long, in a few words
     * @throws KongFailed if it can't be had
     */
    public synchronized Installation get(KongVersion version, Consumer<String> step) throws InterruptedException {
        Installation installation = known.get(version);
        if (installation == null) {
            installation = make(version, step);
            known.put(version, installation);
        }
        return installation;
    }

    private Installation make(KongVersion version, Consumer<String> step) throws InterruptedException {
        List<String> amiss = check(version);
        if (!amiss.isEmpty()) {
            throw new KongFailed("%s: %s".formatted(version.text(), String.join("\n", amiss)));
        }
        if (version instanceof KongVersion.Tree tree) {
            return onHome(version, folder(tree), new LinkedHashMap<>());
        }
        throw new KongFailed(refusal(version));
    }

    private Installation onHome(KongVersion version, Path tree, Map<String, String> facts) throws InterruptedException {
        KongHome home = home();
        TreeOnHome both = new TreeOnHome(tree, home);
        RocksWithoutKong rocks = new RocksWithoutKong(cache);
        String path = node.run(Command.of("sh", "-c", "printf %s \"$PATH\""))
                .orFail("asking for PATH")
                .out();
        String kong = new KongTree(Sources.in(tree)).version();
        facts.put("kong.version", kong);
        facts.put("kong.openresty", openresty(home));
        return new Installation(
                version,
                kong,
                List.of(),
                tree.resolve("bin/kong").toString(),
                both.environment(
                        home.share().stream()
                                .map(share -> rocks.of(share, tree))
                                .toList(),
                        path),
                tree.toString(),
                Installation.patterns(tree.toString()),
                facts);
    }

    private String openresty(KongHome home) throws InterruptedException {
        return node.run(Command.of(home.nginx().orElseThrow().toString(), "-v"))
                .orFail("asking nginx for its version")
                .err()
                .strip()
                .replaceFirst("^nginx version: ", "");
    }

    private KongHome home() {
        return sources.kongHome().map(KongHome::in).orElseGet(() -> KongHome.onPath(environment));
    }

    private static Path folder(KongVersion.Tree tree) {
        String folder = tree.folder();
        Path path = folder.startsWith("~/")
                ? Path.of(System.getProperty("user.home"), folder.substring(2))
                : Path.of(folder);
        return path.toAbsolutePath().normalize();
    }

    private static Optional<String> notKong(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Optional.of("%s is no folder".formatted(folder));
        }
        if (!new KongTree(Sources.in(folder)).isKong()) {
            return Optional.of("%s has no %s: it is no checkout of Kong".formatted(folder, KongTree.META));
        }
        return Optional.empty();
    }

    private static String refusal(KongVersion version) {
        return "%s can't run on this machine itself; the driver docker takes images".formatted(version.text());
    }
}
