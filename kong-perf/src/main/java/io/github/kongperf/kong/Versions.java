package io.github.kongperf.kong;

import io.github.kongperf.node.Node;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.node.Result;
import io.github.kongperf.version.KongVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Gets versions of Kong onto a node that shares this machine's files. The same version asked for twice is the same Kong.
 *
 * <ul>
 * <li>{@code path:} runs as it lies there, on the native parts of kongHome or PATH.
 * <li>{@code git:} runs the commit's sources: on those native parts if they have an OpenResty and the rocks that the commit runs on, else
 *     on those of the package of its base. The base is the release that the commit says it will be; if that has no package,
 *     the next one below it that has a tag in the repository and a package.
 * <li>A release runs from its package.
 * </ul>
 */
public final class Versions {

    private final Node node;
    private final KongSources settings;
    private final HomeInstaller homes;
    private final PackageInstaller installer;
    private final Packages packages;
    private final Commits commits;
    private final Map<KongVersion, Installation> known = new HashMap<>();

    /** @param environment the caller's, for PATH, LUA_PATH and LUA_CPATH where there is no kongHome */
    public Versions(Node node, KongSources sources, Map<String, String> environment) {
        Cache cache = new Cache(sources.cache());
        this.node = node;
        this.settings = sources;
        this.homes = new HomeInstaller(node, cache, sources.kongHome(), Map.copyOf(environment));
        this.installer = new PackageInstaller(node, cache);
        this.packages = new Packages(sources, cache, node);
        this.commits = new Commits(cache, sources.kongRepository(), sources.offline());
    }

    /** What keeps a version from being run, each as a sentence that says what to do. Starts nothing, downloads nothing. */
    public synchronized List<String> check(KongVersion version) throws InterruptedException {
        try {
            if (version instanceof KongVersion.Tree tree) {
                return checkTree(folder(tree));
            }
            if (version instanceof KongVersion.Commit commit) {
                Optional<String> amiss = commits.amiss(commit.ref());
                Optional<String> hash = commits.known(commit.ref());
                return amiss.isPresent()
                        ? List.of(amiss.get())
                        : hash.isPresent() ? checkCommit(hash.get()) : List.of();
            }
            if (version instanceof KongVersion.Release release) {
                return checkPackage(List.of(release.number()));
            }
            return List.of(
                    "%s can't run on this machine itself; the driver docker takes images".formatted(version.text()));
        } catch (KongFailed | NodeFailed e) {
            return List.of(String.valueOf(e.getMessage()));
        }
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
            List<String> amiss = check(version);
            if (!amiss.isEmpty()) {
                throw new KongFailed(named(version, String.join("\n", amiss)));
            }
            try {
                installation = askItself(make(version, step));
            } catch (NodeFailed e) {
                throw new KongFailed(named(version, String.valueOf(e.getMessage())), e);
            }
            known.put(version, installation);
        }
        return installation;
    }

    private static String named(KongVersion version, String sentence) {
        return sentence.startsWith(version.text()) ? sentence : "%s: %s".formatted(version.text(), sentence);
    }

    /** Whether it runs at all, and what it calls itself: another product may have Kong's version and files. */
    private Installation askItself(Installation installation) throws InterruptedException {
        Result said = node.run(installation.kong("version"));
        if (!said.ok()) {
            throw StartFailure.of(
                    "%s: 'kong version' ended with %d"
                            .formatted(installation.version().text(), said.code()),
                    said.err() + "\n" + said.out(),
                    List.of());
        }
        Map<String, String> facts = new LinkedHashMap<>(installation.facts());
        facts.put("kong.calls_itself", said.out().strip());
        return installation.withFacts(facts);
    }

    private Installation make(KongVersion version, Consumer<String> step) throws InterruptedException {
        if (version instanceof KongVersion.Tree tree) {
            return tree(tree);
        }
        if (version instanceof KongVersion.Commit commit) {
            return commit(commit, step);
        }
        if (version instanceof KongVersion.Release release) {
            Optional<Packages.Unpacked> unpacked = packages.get(release.number(), step);
            if (unpacked.isEmpty()) {
                throw new KongFailed(packages.missing(release.number()));
            }
            return installer.release(release, unpacked.get());
        }
        throw new IllegalStateException("no check for " + version.text());
    }

    private Installation tree(KongVersion.Tree version) throws InterruptedException {
        Path folder = folder(version);
        KongTree tree = new KongTree(Sources.in(folder));
        Map<String, String> facts = new LinkedHashMap<>(Map.of("kong.base", tree.version()));
        facts.putAll(WorkTree.facts(folder));
        tree.openresty().ifPresent(wanted -> facts.put("kong.openresty_wanted", wanted));
        return homes.install(version, folder, facts);
    }

    private Installation commit(KongVersion.Commit version, Consumer<String> step) throws InterruptedException {
        String hash = commits.resolve(version.ref(), step);
        Commits.Base base = commits.base(hash);
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("kong.commit", hash);
        Optional<String> misfit = misfit(hash);
        if (misfit.isEmpty()) {
            based(facts, hash, base, commits.firstTagged(base.releases()).orElse(base.version()));
            return homes.install(version, commits.export(hash, step), facts);
        }
        List<String> amiss = installer.check();
        if (amiss.isEmpty()) {
            for (String release : base.releases()) {
                Optional<Packages.Unpacked> unpacked = packages.get(release, step);
                if (unpacked.isPresent()) {
                    based(facts, hash, base, release);
                    return installer.sources(version, commits.export(hash, step), unpacked.get(), facts);
                }
            }
            amiss = List.of(packages.missing(base.version()));
        }
        throw new KongFailed(noNativeParts(version.text(), hash, misfit.get(), amiss));
    }

    private void based(Map<String, String> facts, String hash, Commits.Base base, String release) {
        facts.put("kong.base", base.text(release));
        facts.put("kong.native_changed", commits.nativeChanged(hash, release));
    }

    private List<String> checkTree(Path folder) throws InterruptedException {
        if (!Files.isDirectory(folder)) {
            return List.of("%s is no folder".formatted(folder));
        }
        KongTree tree = new KongTree(Sources.in(folder));
        if (!tree.isKong()) {
            return List.of("%s has no %s: it is no checkout of Kong".formatted(folder, KongTree.META));
        }
        List<String> missing = new ArrayList<>();
        Path program = folder.resolve("bin/kong");
        if (!Files.isReadable(program)) {
            missing.add("%s has no bin/kong that this user may read".formatted(folder));
        } else if (!Files.isExecutable(program)) {
            missing.add(
                    "%s can't be executed; 'chmod +x' it, unless its file system is mounted noexec".formatted(program));
        }
        missing.addAll(homes.missing(tree));
        return missing;
    }

    private List<String> checkCommit(String hash) throws InterruptedException {
        Optional<String> misfit = misfit(hash);
        if (misfit.isEmpty()) {
            return List.of();
        }
        List<String> amiss = checkPackage(commits.base(hash).releases());
        return amiss.isEmpty() ? List.of() : List.of(noNativeParts("commit " + hash, hash, misfit.get(), amiss));
    }

    private List<String> checkPackage(List<String> releases) throws InterruptedException {
        List<String> amiss = new ArrayList<>(installer.check());
        boolean cached = false;
        for (String release : releases) {
            cached |= packages.has(release);
        }
        if (settings.offline() && !cached) {
            amiss.add(packages.missing(releases.get(0)));
        }
        return amiss;
    }

    private Optional<String> misfit(String hash) throws InterruptedException {
        return homes.misfit(commits.tree(hash));
    }

    private String noNativeParts(String version, String hash, String misfit, List<String> amiss) {
        String wanted = commits.tree(hash)
                .openresty()
                .map(openresty -> " of OpenResty " + openresty)
                .orElse("");
        return "%s needs native parts%s. %s. As a package: %s. Name what was built for it by -Dkong-perf.kongHome, or make the package available"
                .formatted(version, wanted, misfit, String.join("; ", amiss));
    }

    static Path folder(KongVersion.Tree tree) {
        String folder = tree.folder();
        Path path = folder.startsWith("~/")
                ? Path.of(System.getProperty("user.home"), folder.substring(2))
                : Path.of(folder);
        return path.toAbsolutePath().normalize();
    }
}
