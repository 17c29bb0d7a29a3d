package io.github.kongperf.kong;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
 * @param libraries folders with shared libraries that nginx and rocks are linked with
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
        List<Path> libraries,
        List<String> luaPath,
        List<String> luaCpath) {

    /** Where LuaJIT looks by itself, and an installed Kong has its sources. */
    static final Path SYSTEM = Path.of("/usr/local/share/lua/5.1");

    private static final Path SBIN = Path.of("nginx", "sbin");
    private static final Path SHARE = Path.of("share", "lua", "5.1");
    private static final String LIBRARY_PATH = "LD_LIBRARY_PATH";
    private static final String PROGRAM = "openresty/nginx/sbin/nginx";

    /** What bazel calls a build, unless it is told otherwise. */
    private static final String USUAL_BUILD = "kong-dev";

    /** What brings shared libraries, in a folder {@code lib} of its own. */
    private static final Pattern LIBRARY =
            Pattern.compile("(kong|luajit|openssl.*|pcre.*|zlib|(lib)?yaml|(lib)?expat)/lib(64)?");

    KongHome {
        bin = List.copyOf(bin);
        lualib = List.copyOf(lualib);
        share = List.copyOf(share);
        lib = List.copyOf(lib);
        libraries = List.copyOf(libraries);
        luaPath = List.copyOf(luaPath);
        luaCpath = List.copyOf(luaCpath);
    }

    /**
     * What is in a folder, however it is laid out: a checkout in which Kong's bazel has built, what kong-build-tools made, an
     * unpacked package, {@code /usr/local} with an installed one, or links to such folders. What lies deeper comes last: it is a
     * part of something else, as LuaJIT's own rocks are.
     *
     * @throws KongFailed if there is no such folder
     */
    static KongHome in(Path folder) {
        Path root = chosen(folder);
        List<Path> folders = Folders.below(root);
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
                Stream.of(
                                folders.stream().filter(KongHome::isOfLibraries),
                                openresty.map(path -> path.resolve("lualib")).filter(Files::isDirectory).stream(),
                                Stream.of(root.resolve("lib")).filter(KongHome::hasLibraries))
                        .flatMap(found -> found)
                        .toList(),
                List.of(),
                List.of());
    }

    /** A build of bazel where there is one, for its other folders hold the same in parts. */
    private static Path chosen(Path folder) {
        try {
            Path root = folder.toRealPath();
            if (!Files.isDirectory(root)) {
                throw new KongFailed("kongHome: %s is no folder".formatted(folder));
            }
            return Stream.of("bazel-bin/build", "build")
                    .flatMap(builds -> Folders.in(root.resolve(builds)).stream())
                    .filter(build -> Files.isExecutable(build.resolve(PROGRAM)))
                    .min(Comparator.comparing(build -> !build.endsWith(USUAL_BUILD)))
                    .orElse(root);
        } catch (IOException e) {
            throw new KongFailed("kongHome: %s is not there, or can't be read".formatted(folder), e);
        }
    }

    private static boolean isOfLibraries(Path folder) {
        int names = folder.getNameCount();
        return names > 1
                && LIBRARY.matcher(folder.subpath(names - 2, names).toString()).matches();
    }

    private static boolean hasLibraries(Path folder) {
        try (DirectoryStream<Path> libraries = Files.newDirectoryStream(folder, "lib*.so*")) {
            return libraries.iterator().hasNext();
        } catch (IOException e) {
            return false;
        }
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

    /**
     * What programs of it need to run where they were not built for: libraries are looked up in folders that are fixed in them.
     *
     * @param callers the caller's environment, whose LD_LIBRARY_PATH counts, too
     * @return LD_LIBRARY_PATH, or nothing
     */
    Map<String, String> libraryPath(Map<String, String> callers) {
        String path = Stream.concat(
                        libraries.stream().map(Path::toString),
                        Stream.of(callers.getOrDefault(LIBRARY_PATH, "")).filter(own -> !own.isBlank()))
                .collect(Collectors.joining(":"));
        return path.isEmpty() ? Map.of() : Map.of(LIBRARY_PATH, path);
    }

    /** Whether OpenResty's Lua and rocks are in it, so that nothing has to be looked up anywhere else. */
    boolean isWhole() {
        return !lualib.isEmpty() && hasModule("pl/utils");
    }

    /** Folders in which LuaRocks lists what it has installed: {@code lib/luarocks/rocks-5.1}. None if it has no list of these rocks. */
    List<Path> manifests() {
        List<Path> own = manifests(Stream.concat(share.stream(), ofLuajit().stream()));
        return own.isEmpty() || isWhole()
                ? own
                : Stream.concat(own.stream(), manifests(Stream.of(SYSTEM)).stream())
                        .distinct()
                        .toList();
    }

    private static List<Path> manifests(Stream<Path> share) {
        return share.map(folder -> folder.resolve("../../../lib/luarocks").normalize())
                .flatMap(luarocks -> Stream.of(luarocks.resolve("rocks-5.1"), luarocks.resolve("rocks")))
                .filter(Files::isDirectory)
                .distinct()
                .toList();
    }

    /** Where rocks lie that were installed into LuaJIT itself, which always looks there. */
    Optional<Path> ofLuajit() {
        return nginx.map(program -> program.resolve("../../../luajit").normalize())
                .map(luajit -> luajit.resolve(SHARE))
                .filter(Files::isDirectory);
    }

    /** LuaJIT's own modules, which are not compiled in. */
    List<Path> jit() {
        return nginx.map(program -> program.resolve("../../../luajit/share").normalize()).stream()
                .flatMap(shared -> Folders.in(shared).stream())
                .filter(folder -> String.valueOf(folder.getFileName()).startsWith("luajit-"))
                .toList();
    }

    /** Whether a Lua module is among the rocks, by its path without the ending: {@code pl/utils}. */
    boolean hasModule(String module) {
        Stream<String> patterns = Stream.concat(
                Stream.concat(share.stream(), lualib.stream())
                        .flatMap(folder -> Stream.of(folder + "/?.lua", folder + "/?/init.lua")),
                luaPath.stream());
        return patterns.anyMatch(pattern -> Files.exists(Path.of(pattern.replace("?", module))));
    }

    /** Whether there are modules of that name, or below it. */
    boolean hasModules(String name) {
        return hasModule(name)
                || Stream.concat(share.stream(), lualib.stream())
                        .anyMatch(folder -> Files.isDirectory(folder.resolve(name)));
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
}
