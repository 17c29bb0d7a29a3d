package io.github.kongperf.kong;

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
import java.util.stream.Stream;

/**
 * Kong's sources in a folder, on native parts elsewhere.
 *
 * @param sources a checkout of Kong, or what was exported from its repository
 */
record TreeOnHome(Path sources, KongHome home) {

    private static final String GET =
            "; build them with 'make dev' or 'bazel build //build:kong' in a checkout, and name their folder by -Dkong-perf.kongHome";

    private static final int FIRST_LINE = 256;

    /** What is missing, each as a sentence that says how to get it. */
    List<String> missing(Map<String, String> nodeEnvironment) {
        List<String> missing = new ArrayList<>();
        Path program = sources.resolve("bin/kong");
        if (!Files.isReadable(program)) {
            missing.add("%s has no bin/kong that this user may read".formatted(sources));
        } else if (!Files.isExecutable(program)) {
            missing.add(
                    "%s can't be executed; 'chmod +x' it, unless its file system is mounted noexec".formatted(program));
        }
        if (home.nginx().isEmpty()) {
            missing.add("no OpenResty (nginx/sbin/nginx) in %s%s".formatted(home.name(), GET));
        }
        if (home.resty().isEmpty()) {
            missing.add("no 'resty' in %s%s".formatted(home.name(), GET));
        } else if (isPerl(home.resty().get()) && !onPath("perl", nodeEnvironment)) {
            missing.add("%s needs perl, which is not there; install the package perl"
                    .formatted(home.resty().get()));
        }
        missingRock().ifPresent(rock -> missing.add("the rock %s is not in %s%s".formatted(rock, home.name(), GET)));
        return missing;
    }

    /** One rock is enough to tell whether the rocks are there: a rock and its Lua modules need not have the same name. */
    private Optional<String> missingRock() {
        return new KongTree(Sources.in(sources))
                .rocks().stream()
                        .filter(rock -> rock.startsWith("penlight"))
                        .filter(rock -> !home.hasModule("pl/utils"))
                        .findFirst();
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

    private static boolean onPath(String program, Map<String, String> environment) {
        return Stream.of(environment.getOrDefault("PATH", "").split(":"))
                .anyMatch(folder -> folder.startsWith("/") && Files.isExecutable(Path.of(folder, program)));
    }

    /**
     * What makes this Kong find its parts.
     *
     * @param share the folders with rocks, as these sources are to see them
     * @param nodePath PATH of the node
     */
    Map<String, String> environment(List<Path> share, String nodePath) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put(
                "PATH", joined(":", Stream.concat(home.bin().stream().map(Path::toString), Stream.of(nodePath))));
        environment.put(
                "LUA_PATH",
                joined(
                                ";",
                                Stream.concat(
                                        Stream.concat(
                                                lua(sources, ".lua"),
                                                Stream.concat(share.stream(), home.lualib().stream())
                                                        .flatMap(folder -> lua(folder, ".lua"))),
                                        home.luaPath().stream()))
                        + ";;");
        environment.put(
                "LUA_CPATH",
                joined(
                                ";",
                                Stream.concat(
                                        Stream.concat(home.lib().stream(), home.lualib().stream())
                                                .map(folder -> folder + "/?.so"),
                                        home.luaCpath().stream()))
                        + ";;");
        // Kong would look for one in /usr/local first. Before 3.0 it has no such setting, and looks there all the same.
        home.nginx()
                .filter(nginx -> nginx.endsWith("nginx/sbin/nginx"))
                .ifPresent(nginx -> environment.put(
                        "KONG_OPENRESTY_PATH",
                        nginx.resolve("../../..").normalize().toString()));
        return environment;
    }

    private static Stream<String> lua(Path folder, String ending) {
        return Stream.of(folder + "/?" + ending, folder + "/?/init" + ending);
    }

    private static String joined(String between, Stream<String> parts) {
        return String.join(between, parts.filter(part -> !part.isEmpty()).toList());
    }
}
