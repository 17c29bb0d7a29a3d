package io.github.kongperf.kong;

import io.github.kongperf.node.Command;
import io.github.kongperf.node.Node;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Kong's releases as packages: downloaded once, unpacked once. */
final class Packages {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z]+)\\}");
    private static final int ENOUGH = 12;

    private final KongSources sources;
    private final Cache cache;
    private final Node node;
    private final Duration pause;

    Packages(KongSources sources, Cache cache, Node node) {
        this(sources, cache, node, Duration.ofSeconds(2));
    }

    /** @param pause before a download is tried again */
    Packages(KongSources sources, Cache cache, Node node, Duration pause) {
        this.sources = sources;
        this.cache = cache;
        this.node = node;
        this.pause = pause;
    }

    /**
     * A release on this machine.
     *
     * @param root as the machine would look if it were installed: {@code <root>/usr/local}
     * @param sha256 of its package
     * @param from where the package came from
     */
    record Unpacked(String version, Path root, String sha256, String from) {}

    /** Whether {@link #get} would need no network. */
    boolean has(String version) throws InterruptedException {
        for (URI uri : uris(version)) {
            if (Files.exists(local(uri))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Gets a release.
     *
     * @return empty if there is no package of it, or offline none in the cache
     * @throws KongFailed if it can't be told, or if what came is no package of Kong
     */
    Optional<Unpacked> get(String version, Consumer<String> step) throws InterruptedException {
        for (URI uri : uris(version)) {
            Path file = local(uri);
            if (Files.exists(file) || (!sources.offline() && !isFile(uri) && downloaded(uri, file, step))) {
                return Optional.of(unpacked(version, uri, file, step));
            }
        }
        return Optional.empty();
    }

    private boolean downloaded(URI uri, Path file, Consumer<String> step) throws InterruptedException {
        String place = cache.root().relativize(file.resolveSibling("download")).toString();
        try {
            return cache.alone(
                    place,
                    // Another build may have got it while we waited for it.
                    () -> Files.exists(file) || new Download(step, pause).get(uri, file) == Download.Found.YES);
        } catch (IOException e) {
            throw new KongFailed("writing %s: %s".formatted(file, Reason.of(e)), e);
        }
    }

    /** Why there is none, and what to do. */
    String missing(String version) throws InterruptedException {
        List<String> places = new ArrayList<>();
        for (URI uri : uris(version)) {
            places.add(shown(uri));
        }
        return "no package of Kong %s%s. Looked for: %s. Is it a published version? Another place may be named by -Dkong-perf.packageUrl"
                .formatted(version, sources.offline() ? " in the cache (offline)" : "", String.join(" ", places));
    }

    private Unpacked unpacked(String version, URI uri, Path file, Consumer<String> step) throws InterruptedException {
        String sha256;
        try {
            sha256 = Sha256.of(file);
        } catch (IOException e) {
            throw new KongFailed("reading %s: %s".formatted(file, Reason.of(e)), e);
        }
        try {
            Path root = cache.folder("installed", version + "-" + sha256.substring(0, ENOUGH), folder -> {
                step.accept("unpacking %s".formatted(file.getFileName()));
                new Deb(file, node).unpack(folder);
                if (!Files.isRegularFile(folder.resolve("usr/local/bin/kong"))) {
                    throw new Deb.Damaged(
                            "%s has no usr/local/bin/kong: it is no package of Kong".formatted(file),
                            new IOException("no usr/local/bin/kong"));
                }
            });
            return new Unpacked(version, root, sha256, shown(uri));
        } catch (Deb.Damaged e) {
            throw new KongFailed("%s. It came from %s%s".formatted(e.getMessage(), shown(uri), discard(uri, file)), e);
        }
    }

    /** So that the next try downloads it anew. The user's own file stays. */
    private static String discard(URI uri, Path file) {
        if (isFile(uri)) {
            return "";
        }
        try {
            Files.deleteIfExists(file);
            return ", and was deleted here";
        } catch (IOException e) {
            return ", and can't be deleted here: " + Reason.of(e);
        }
    }

    private Path local(URI uri) {
        if (isFile(uri)) {
            return Path.of(uri);
        }
        String path = uri.getPath();
        // Packages of one name from two places are two.
        return cache.root()
                .resolve("packages")
                .resolve(Sha256.of(uri.toString()).substring(0, ENOUGH))
                .resolve(path.substring(path.lastIndexOf('/') + 1));
    }

    private static boolean isFile(URI uri) {
        return "file".equalsIgnoreCase(uri.getScheme());
    }

    /** Without a password. */
    private static String shown(URI uri) {
        return uri.getUserInfo() == null ? uri.toString() : uri.toString().replace(uri.getRawUserInfo() + "@", "");
    }

    /** Where a version may be, the best place first. */
    private List<URI> uris(String version) throws InterruptedException {
        List<URI> uris = new ArrayList<>();
        for (String template : sources.packageUrl().strip().split("\\s+", -1)) {
            uris.add(uri(template, version));
        }
        return uris;
    }

    private URI uri(String template, String version) throws InterruptedException {
        String[] numbers = version.split("[.-]", -1);
        Map<String, String> values = new LinkedHashMap<>();
        values.put("version", version);
        values.put("major", numbers[0]);
        values.put("minor", numbers.length > 1 ? numbers[1] : "0");
        StringBuilder filled = new StringBuilder();
        Matcher placeholder = PLACEHOLDER.matcher(template);
        while (placeholder.find()) {
            String name = placeholder.group(1);
            String value = switch (name) {
                case "arch" -> architecture();
                case "codename" -> codename();
                default -> values.get(name);
            };
            if (value == null) {
                throw new KongFailed(
                        "packageUrl: there is no {%s}; there are {version}, {major}, {minor}, {arch} and {codename}"
                                .formatted(name));
            }
            placeholder.appendReplacement(filled, Matcher.quoteReplacement(value));
        }
        placeholder.appendTail(filled);
        try {
            URI uri = new URI(filled.toString());
            if (!isFile(uri) && (uri.getHost() == null || !uri.getScheme().startsWith("http"))) {
                throw new KongFailed(
                        "packageUrl: %s is no URL; it begins with https://, http:// or file:///".formatted(filled));
            }
            return uri;
        } catch (URISyntaxException e) {
            throw new KongFailed("packageUrl: %s is no URL: %s".formatted(filled, e.getReason()), e);
        }
    }

    private String architecture() throws InterruptedException {
        String machine = node.run(Command.of("uname", "-m"))
                .orFail("asking for the architecture")
                .out()
                .strip();
        return switch (machine) {
            case "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            default ->
                throw new KongFailed(
                        "Kong has no packages for %s; use path: or git: with a kongHome".formatted(machine));
        };
    }

    private String codename() throws InterruptedException {
        return node.run(Command.of(
                        "sh", "-c", ". /etc/os-release && printf %s \"${VERSION_CODENAME:?has no VERSION_CODENAME}\""))
                .orFail("asking /etc/os-release for the distribution's codename, which packageUrl needs")
                .out();
    }
}
