package io.github.kongperf.kong;

import io.github.kongperf.node.Node;
import io.github.kongperf.version.KongVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs a release from where its package was unpacked, or the sources of a commit on its native parts. */
final class PackageInstaller {

    private static final Path LOCAL = Path.of("/usr/local");
    private static final Path SHARE = Path.of("/usr/local/share/lua/5.1");
    private static final Path KONG = Path.of("/usr/local/bin/kong");

    /** Where packages may have Kong's sources once more, compiled: they are found before those that can be read. */
    private static final Path COMPILED = Path.of("/usr/local/openresty/site/lualib/kong");

    /** Where Kong looks for {@code .proto} files before its own sources. */
    private static final Path INCLUDE = Path.of("/usr/local/kong/include");

    private static final String BIN =
            "/usr/local/openresty/bin:/usr/local/openresty/nginx/sbin:/usr/local/openresty/luajit/bin:/usr/local/bin:";

    private final Node node;
    private final Cache cache;
    private final MountNamespace namespace;

    PackageInstaller(Node node, Cache cache) {
        this.node = node;
        this.cache = cache;
        this.namespace = new MountNamespace(node);
    }

    /** What the system must allow before anything can be run from a package. */
    List<String> check() throws InterruptedException {
        List<String> amiss = new ArrayList<>();
        if (cache.root().startsWith(LOCAL)) {
            amiss.add(
                    "the cache %s is below /usr/local, which a package hides while it runs; name another folder for it"
                            .formatted(cache.root()));
        }
        namespace.check().ifPresent(amiss::add);
        return amiss;
    }

    /**
     * The release itself.
     *
     * @throws KongFailed if this machine can't run it
     */
    Installation release(KongVersion version, Packages.Unpacked unpacked) throws InterruptedException {
        Map<Path, Path> mounts = new LinkedHashMap<>();
        mounts.put(LOCAL, inside(unpacked, LOCAL));
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("kong.base", unpacked.version());
        facts.put("kong.native_changed", "no");
        return installation(version, new KongTree(Sources.in(inside(unpacked, SHARE))), unpacked, mounts, facts);
    }

    /**
     * The sources of a commit in the place of those of the release. Files that the commit does not have are gone.
     *
     * @throws KongFailed if this machine can't run it
     */
    Installation sources(KongVersion version, Path sources, Packages.Unpacked unpacked, Map<String, String> facts)
            throws InterruptedException {
        Map<Path, Path> mounts = new LinkedHashMap<>();
        mounts.put(LOCAL, inside(unpacked, LOCAL));
        mounts.put(SHARE.resolve("kong"), new RocksWithoutKong(cache).kong(inside(unpacked, SHARE), sources));
        mounts.put(KONG, sources.resolve("bin/kong"));
        if (Files.isDirectory(inside(unpacked, COMPILED))) {
            mounts.put(COMPILED, cache.folder("empty", "folder", folder -> {}));
        }
        Path include = sources.resolve("kong/include");
        if (Files.isDirectory(include) && Files.isDirectory(inside(unpacked, INCLUDE))) {
            mounts.put(INCLUDE, new Overlay(cache).of(inside(unpacked, INCLUDE), include));
        }
        return installation(version, new KongTree(Sources.in(sources)), unpacked, mounts, facts);
    }

    private Installation installation(
            KongVersion version,
            KongTree tree,
            Packages.Unpacked unpacked,
            Map<Path, Path> mounts,
            Map<String, String> known)
            throws InterruptedException {
        String kong = tree.isKong() ? tree.version() : unpacked.version();
        Map<String, String> facts = new LinkedHashMap<>(known);
        facts.put("kong.version", kong);
        facts.put("kong.native_parts", "package of " + unpacked.version());
        facts.put("kong.package_sha256", unpacked.sha256());
        facts.put("kong.package", unpacked.from());
        Installation installation = new Installation(
                version,
                kong,
                namespace.wrapper(mounts),
                KONG.toString(),
                Map.of("PATH", BIN + NodePath.of(node)),
                unpacked.root().toString(),
                "",
                tree.settings(),
                facts);
        requireLibraries(installation, unpacked);
        facts.put("kong.openresty", openresty(installation, unpacked));
        return installation.withFacts(facts);
    }

    private void requireLibraries(Installation installation, Packages.Unpacked unpacked) throws InterruptedException {
        Optional<String> missing = SharedLibraries.missing(node.run(installation.run("sh", SharedLibraries.ask())));
        if (missing.isPresent()) {
            throw new KongFailed("%s, package of %s: %s"
                    .formatted(installation.version().text(), unpacked.version(), missing.get()));
        }
    }

    private String openresty(Installation installation, Packages.Unpacked unpacked) throws InterruptedException {
        return OpenResty.said(node.run(installation.run("/usr/local/openresty/nginx/sbin/nginx", "-v"))
                .orFail("asking the nginx of %s for its version".formatted(unpacked.version()))
                .err());
    }

    private static Path inside(Packages.Unpacked unpacked, Path place) {
        return unpacked.root().resolve(Path.of("/").relativize(place).toString());
    }
}
