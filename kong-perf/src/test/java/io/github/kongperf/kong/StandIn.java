package io.github.kongperf.kong;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The stand-in for Kong in {@code it/stand-in}, ready to use: made once per JVM in a temporary folder that goes with it.
 * It is not Kong, and no figure of it is a figure of Kong.
 */
public final class StandIn {

    /** The OpenResty that versions 2.x of the stand-in run on. */
    public static final String RESTY_2 = "1.19.9.1";
    /** The OpenResty that versions 3.x of the stand-in run on. */
    public static final String RESTY_3 = "1.25.3.2";

    private static final Path SOURCES =
            Path.of("..", "it", "stand-in").toAbsolutePath().normalize();
    private static final Path FOLDER = folder();
    private static final Map<String, Path> MADE = new ConcurrentHashMap<>();
    private static final AtomicInteger TREES = new AtomicInteger();

    private StandIn() {}

    /** What {@code kongHome} may name, for versions 2.x: {@code openresty/} and {@code rocks/}. Not to be changed. */
    public static Path home() {
        return home(RESTY_2);
    }

    /** A home that claims to be that version of OpenResty. Not to be changed. */
    public static Path home(String resty) {
        return MADE.computeIfAbsent("home-" + resty, name -> made(name, "make-home.sh", resty));
    }

    /** A git repository; {@code it/stand-in/make-repository.sh} says what is in it. Not to be changed. */
    public static Path repository() {
        return MADE.computeIfAbsent("repository", name -> made(name, "make-repository.sh"));
    }

    /** A package with Kong's layout, {@code kong_<version>_amd64.deb}; its data is packed by xz. Not to be changed. */
    public static Path deb(String version) {
        return deb(version, "xz");
    }

    /** @param compression {@code xz}, {@code gz} or {@code zst} */
    public static Path deb(String version, String compression) {
        return MADE.computeIfAbsent("deb-" + compression + "/kong_" + version + "_amd64.deb", name -> {
            Path deb = FOLDER.resolve(name);
            try {
                Files.createDirectories(deb.getParent());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            run(FOLDER, SOURCES.resolve("make-deb.sh").toString(), version, deb.toString(), compression);
            return deb;
        });
    }

    /** A clone of the repository, as a developer has it, with {@code ref} checked out: a new one each time. */
    public static Path tree(String ref) {
        Path tree = FOLDER.resolve("tree-" + TREES.incrementAndGet());
        run(FOLDER, "git", "clone", "-q", "--no-checkout", repository().toString(), tree.toString());
        run(tree, "git", "checkout", "-q", ref);
        return tree;
    }

    /** What a shell needs in order to run {@code bin/kong} of a checkout on a home: PATH and LUA_PATH. */
    public static Map<String, String> environment(Path home, Path tree) {
        Path openresty = home.resolve("openresty");
        String rocks = home.resolve("rocks/share/lua/5.1").toString();
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put(
                "PATH",
                String.join(
                        File.pathSeparator,
                        openresty.resolve("bin").toString(),
                        openresty.resolve("nginx/sbin").toString(),
                        "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"));
        environment.put("LUA_PATH", "%1$s/?.lua;%1$s/?/init.lua;%2$s/?.lua;%2$s/?/init.lua;;".formatted(tree, rocks));
        environment.put("LANG", "C.UTF-8");
        return environment;
    }

    private static Path made(String name, String script, String... arguments) {
        Path target = FOLDER.resolve(name);
        List<String> command = new ArrayList<>(List.of(SOURCES.resolve(script).toString(), target.toString()));
        command.addAll(List.of(arguments));
        run(FOLDER, command.toArray(String[]::new));
        return target;
    }

    private static void run(Path directory, String... command) {
        Path output = FOLDER.resolve("output-" + TREES.incrementAndGet());
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(Duration.ofMinutes(1).toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(String.join(" ", command) + " is not over after a minute");
            }
            if (process.exitValue() != 0) {
                throw new IllegalStateException("%s ended with %d: %s"
                        .formatted(String.join(" ", command), process.exitValue(), Files.readString(output)));
            }
            Files.delete(output);
        } catch (IOException e) {
            throw new UncheckedIOException(String.join(" ", command), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("kong-perf-stand-in");
            // Workers may run as another user than the test.
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> inside = Files.walk(folder)) {
            for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
