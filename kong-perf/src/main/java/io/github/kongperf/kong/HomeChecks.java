package io.github.kongperf.kong;

import io.github.kongperf.node.Command;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.Result;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether the native parts of a user are those that sources of Kong ask for. */
final class HomeChecks {

    private static final String GET =
            "; 'make build-venv' (or 'make dev') in a checkout of Kong 3.x makes all of it, for 2.x kong-ngx-build of kong-build-tools makes OpenResty and 'make dev' the rocks; name that checkout, or the folder that holds them, by -Dkong-perf.kongHome";

    /** Where Kong looks before PATH. */
    private static final List<Path> INSTALLED =
            List.of(Path.of("/usr/local/openresty/nginx/sbin/nginx"), Path.of("/opt/openresty/nginx/sbin/nginx"));

    private static final int FIRST_LINE = 256;

    private final Node node;
    private final String name;
    private final KongHome home;
    private final Map<String, String> libraries;
    private final List<Path> installed;

    /**
     * @param name how the native parts may be called
     * @param libraries LD_LIBRARY_PATH, if they need one
     */
    HomeChecks(Node node, String name, KongHome home, Map<String, String> libraries) {
        this(node, name, home, libraries, INSTALLED);
    }

    /** @param installed for tests: where Kong looks before PATH */
    HomeChecks(Node node, String name, KongHome home, Map<String, String> libraries, List<Path> installed) {
        this.node = node;
        this.name = name;
        this.home = home;
        this.libraries = Map.copyOf(libraries);
        this.installed = List.copyOf(installed);
    }

    /** What these sources lack, each as a sentence that says how to get it. */
    List<String> missing(KongTree tree) throws InterruptedException {
        List<String> missing = new ArrayList<>();
        if (home.nginx().isEmpty()) {
            missing.add("no OpenResty (nginx/sbin/nginx) in %s%s".formatted(name, GET));
        } else {
            Result asked = nginx(home.nginx().get()).ask();
            if (!asked.ok()) {
                missing.add("%s can't run here%s".formatted(home.nginx().get(), asked.said()));
            } else {
                refused(tree, OpenResty.said(asked.err())).ifPresent(missing::add);
            }
        }
        if (home.resty().isEmpty()) {
            missing.add("no 'resty' in %s%s".formatted(name, GET));
        } else if (isPerl(home.resty().get())
                && !node.run(Command.of("sh", "-c", "command -v perl")).ok()) {
            missing.add("%s needs perl, which is not there; install the package perl"
                    .formatted(home.resty().get()));
        }
        shadowed(tree).ifPresent(missing::add);
        missingRock(tree).ifPresent(missing::add);
        return missing;
    }

    /** Why sources are not made for these native parts, in a sentence; empty if they are, or don't say for which. */
    Optional<String> misfit(KongTree tree) throws InterruptedException {
        List<String> missing = missing(tree);
        if (!missing.isEmpty()) {
            return Optional.of(String.join("; ", missing));
        }
        String has = nginx(home.nginx().orElseThrow()).said();
        Optional<String> version = OpenResty.version(has);
        if (version.isEmpty()) {
            return Optional.of("%s has %s, which is no OpenResty".formatted(name, has));
        }
        // One that Kong accepts is near enough: it may be that no package has the very one.
        return tree.accepts().isPresent() || tree.openresty().isEmpty()
                ? Optional.empty()
                : tree.openresty()
                        .filter(wanted -> !wanted.equals(version.get()))
                        .map(wanted -> "%s has OpenResty %s".formatted(name, version.get()));
    }

    /**
     * What is not as the sources ask for, though they run:
     * {@code kong.openresty_differs}, {@code kong.rocks_differ}, {@code kong.rocks_missing}. Few rocks are needed by every Kong:
     * with fewer plugins it may well run without one.
     */
    Map<String, String> differences(KongTree tree) throws InterruptedException {
        Map<String, String> differences = new LinkedHashMap<>();
        Optional<String> has = nginx(home.nginx().orElseThrow()).version();
        tree.openresty()
                .filter(wanted -> has.isPresent() && !wanted.equals(has.get()))
                .ifPresent(wanted -> differences.put(
                        "kong.openresty_differs", "OpenResty %s (wanted %s)".formatted(has.get(), wanted)));
        List<String> rocks = new Rocks(home.manifests()).differing(tree.rocks());
        if (!rocks.isEmpty()) {
            differences.put("kong.rocks_differ", String.join(", ", rocks));
        }
        List<String> missing = missingRocks(tree);
        if (!missing.isEmpty()) {
            differences.put("kong.rocks_missing", "without " + String.join(", ", missing));
        }
        return differences;
    }

    private Optional<String> refused(KongTree tree, String said) {
        return tree.accepts()
                .filter(range -> OpenResty.version(said).filter(range::contains).isEmpty())
                .map(range -> "%s has %s, but this Kong starts on OpenResty %s only%s"
                        .formatted(
                                name,
                                OpenResty.version(said)
                                        .map(version -> "OpenResty " + version)
                                        .orElse(said),
                                range.text(),
                                GET));
    }

    /** A Kong that knows no {@code openresty_path} takes an nginx that is installed before all others, if it accepts it. */
    private Optional<String> shadowed(KongTree tree) throws InterruptedException {
        if (tree.findsOpenrestyByPath() || home.nginx().isEmpty()) {
            return Optional.empty();
        }
        for (Path nginx : installed) {
            if (!Files.isExecutable(nginx)) {
                continue;
            }
            if (same(nginx, home.nginx().get())) {
                return Optional.empty();
            }
            Optional<String> version = nginx(nginx).version();
            if (version.filter(has ->
                            tree.accepts().map(range -> range.contains(has)).orElse(true))
                    .isPresent()) {
                return Optional.of(
                        "this Kong would run on %s, which it looks for first, and not on what is in %s; name its folder as kongHome, or move it away"
                                .formatted(nginx, name));
            }
        }
        return Optional.empty();
    }

    private static boolean same(Path one, Path other) {
        try {
            return Files.isSameFile(one, other);
        } catch (IOException e) {
            return false;
        }
    }

    /** Those that LuaRocks has not installed, and no module shows to be there; none where LuaRocks has no list of them. */
    private List<String> missingRocks(KongTree tree) {
        return home.manifests().isEmpty()
                ? List.of()
                : new Rocks(home.manifests())
                        .missing(tree.rocks()).stream()
                                .filter(rock -> !home.hasModules(Rocks.module(rock)))
                                .toList();
    }

    /** The one that every Kong needs: if it is missing, all of them are. */
    private Optional<String> missingRock(KongTree tree) {
        return tree.rocks().stream()
                .filter(rock -> rock.startsWith("penlight"))
                .filter(rock -> !home.hasModule("pl/utils"))
                .findFirst()
                .map(rock -> "the rock %s is not in %s%s".formatted(rock, name, GET));
    }

    private OpenResty nginx(Path program) {
        return new OpenResty(node, program, libraries);
    }

    private static boolean isPerl(Path program) {
        try (InputStream in = Files.newInputStream(program)) {
            String begin = new String(in.readNBytes(FIRST_LINE), StandardCharsets.ISO_8859_1);
            return begin.startsWith("#!")
                    && begin.lines().findFirst().orElse("").contains("perl");
        } catch (IOException e) {
            throw new KongFailed("%s can't be read: %s".formatted(program, Reason.of(e)), e);
        }
    }
}
