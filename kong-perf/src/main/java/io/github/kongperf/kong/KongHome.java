package io.github.kongperf.kong;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Kong's native parts: OpenResty and rocks.
 *
 * @param name where they are, for messages
 * @param nginx OpenResty's nginx
 * @param resty OpenResty's command line
 * @param bin folders for PATH
 * @param lualib folders with OpenResty's own Lua libraries
 * @param share folders with rocks
 * @param lib folders with the rocks' shared libraries
 * @param luaPath what the caller had in LUA_PATH besides
 * @param luaCpath what the caller had in LUA_CPATH besides
 */
record KongHome(
        String name,
        Optional<Path> nginx,
        Optional<Path> resty,
        List<Path> bin,
        List<Path> lualib,
        List<Path> share,
        List<Path> lib,
        List<String> luaPath,
        List<String> luaCpath) {

    /** A package below a folder of its own needs as many: {@code usr/local/openresty/nginx/sbin}. */
    private static final int DEEPEST = 5;

    private static final Path SBIN = Path.of("nginx", "sbin");
    private static final Path SHARE = Path.of("share", "lua", "5.1");

    KongHome {
        bin = List.copyOf(bin);
        lualib = List.copyOf(lualib);
        share = List.copyOf(share);
        lib = List.copyOf(lib);
        luaPath = List.copyOf(luaPath);
        luaCpath = List.copyOf(luaCpath);
    }

    /**
     * What is in a folder, however it is laid out: what Kong's bazel or kong-build-tools made, an unpacked package, or
     * {@code /usr/local} with an installed one.
     *
     * @throws KongFailed if there is no such folder
     */
    static KongHome in(Path folder) {
        List<Path> folders = new ArrayList<>();
        try {
            Path root = folder.toRealPath();
            if (!Files.isDirectory(root)) {
                throw new KongFailed("kongHome: %s is no folder".formatted(folder));
            }
            collect(root, root, 0, new HashSet<>(), folders);
        } catch (IOException e) {
            throw new KongFailed("kongHome: %s is not there, or can't be read".formatted(folder), e);
        }
        // The shortest first: what lies deeper is a part of something else, as LuaJIT's own rocks are.
        folders.sort(Comparator.comparingInt(Path::getNameCount).thenComparing(Comparator.naturalOrder()));
        Optional<Path> nginx = program(folders.stream().filter(path -> path.endsWith(SBIN)), "nginx");
        Optional<Path> openresty =
                nginx.map(program -> program.resolve("../../..").normalize());
        Optional<Path> resty = program(
                Stream.concat(
                        openresty.map(path -> path.resolve("bin")).stream(),
                        folders.stream().filter(path -> path.endsWith("bin"))),
                "resty");
        Set<Path> bin = new LinkedHashSet<>();
        resty.map(KongHome::parent).ifPresent(bin::add);
        nginx.map(KongHome::parent).ifPresent(bin::add);
        folders.stream().filter(path -> path.endsWith("luajit/bin")).forEach(bin::add);
        return new KongHome(
                folder.toString(),
                nginx,
                resty,
                List.copyOf(bin),
                openresty.stream()
                        .flatMap(path -> Stream.of(path.resolve("site/lualib"), path.resolve("lualib")))
                        .filter(Files::isDirectory)
                        .toList(),
                folders.stream().filter(path -> path.endsWith(SHARE)).toList(),
                folders.stream().filter(path -> path.endsWith("lib/lua/5.1")).toList(),
                List.of(),
                List.of());
    }

    /** What a developer's shell has on its paths. */
    static KongHome onPath(Map<String, String> environment) {
        List<Path> path = Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(folder -> folder.startsWith("/"))
                .map(Path::of)
                .toList();
        Optional<Path> resty = program(path.stream(), "resty");
        Optional<Path> nginx = resty.map(
                        program -> parent(program).resolve("../nginx/sbin").normalize())
                .flatMap(beside -> program(Stream.of(beside), "nginx"))
                .or(() -> program(path.stream(), "openresty"))
                .or(() -> program(path.stream(), "nginx"));
        Set<Path> bin = new LinkedHashSet<>();
        resty.map(KongHome::parent).ifPresent(bin::add);
        nginx.map(KongHome::parent).ifPresent(bin::add);
        program(path.stream(), "luajit").map(KongHome::parent).ifPresent(bin::add);
        List<String> luaPath = absolute(environment.getOrDefault("LUA_PATH", ""));
        List<Path> share = luaPath.stream()
                .filter(pattern -> folder(pattern).endsWith(SHARE))
                .map(KongHome::folder)
                .distinct()
                .toList();
        return new KongHome(
                "PATH",
                nginx,
                resty,
                List.copyOf(bin),
                List.of(),
                share,
                List.of(),
                luaPath.stream()
                        .filter(pattern -> !folder(pattern).endsWith(SHARE))
                        // The checkout that the shell is set up for, which need not be the one that is to run.
                        .filter(pattern -> !Files.exists(folder(pattern).resolve("bin/kong")))
                        .toList(),
                absolute(environment.getOrDefault("LUA_CPATH", "")));
    }

    /** What a pattern of LUA_PATH begins with: {@code /x} of {@code /x/?/init.lua}. */
    private static Path folder(String pattern) {
        int end = pattern.indexOf('?');
        return Path.of(end < 0 ? pattern : pattern.substring(0, end)).normalize();
    }

    /** Whether a Lua module is among the rocks, by its path without the ending: {@code pl/utils}. */
    boolean hasModule(String module) {
        Stream<String> patterns = Stream.concat(
                Stream.concat(share.stream(), lualib.stream())
                        .flatMap(folder -> Stream.of(folder + "/?.lua", folder + "/?/init.lua")),
                luaPath.stream());
        return patterns.anyMatch(pattern -> Files.exists(Path.of(pattern.replace("?", module))));
    }

    private static List<String> absolute(String luaPath) {
        return Stream.of(luaPath.split(";"))
                .filter(pattern -> pattern.startsWith("/"))
                .toList();
    }

    private static Optional<Path> program(Stream<Path> folders, String name) {
        return folders.map(folder -> folder.resolve(name))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    private static Path parent(Path file) {
        return java.util.Objects.requireNonNull(file.getParent());
    }

    private static void collect(Path root, Path folder, int depth, Set<Path> seen, List<Path> found)
            throws IOException {
        if (!seen.add(folder.toRealPath())) {
            return;
        }
        found.add(folder);
        if (depth == DEEPEST || !Files.isReadable(folder) || folder.endsWith("lua/5.1")) {
            return;
        }
        List<Path> inside;
        try (Stream<Path> children = Files.list(folder)) {
            inside = children.filter(Files::isDirectory).sorted().toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        for (Path child : inside) {
            // A link out of it is somebody else's: it may lead anywhere, even in a circle.
            if (child.toRealPath().startsWith(root)) {
                collect(root, child, depth + 1, seen, found);
            }
        }
    }
}
