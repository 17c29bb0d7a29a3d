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
import java.util.stream.Collectors;

/** Runs Kong's sources, as they lie in a folder, on the native parts that the user has. */
final class HomeInstaller {

    private final Node node;
    private final Cache cache;
    private final Optional<Path> kongHome;
    private final Map<String, String> environment;
    private final Path system;
    private Optional<KongHome> home = Optional.empty();

    /** @param environment of the caller, whose PATH and LUA_PATH count where there is no kongHome */
    HomeInstaller(Node node, Cache cache, Optional<Path> kongHome, Map<String, String> environment) {
        this(node, cache, kongHome, environment, KongHome.SYSTEM);
    }

    /** @param system for tests: where LuaJIT looks by itself */
    HomeInstaller(Node node, Cache cache, Optional<Path> kongHome, Map<String, String> environment, Path system) {
        this.node = node;
        this.cache = cache;
        this.kongHome = kongHome;
        this.environment = environment;
        this.system = system;
    }

    /** How the native parts may be called. */
    String name() {
        return kongHome.map(folder -> "kongHome " + folder).orElse("PATH");
    }

    /** What these sources lack, each as a sentence that says how to get it. */
    List<String> missing(KongTree tree) throws InterruptedException {
        return checks().missing(tree);
    }

    /** Why sources are not made for these native parts, in a sentence; empty if they are, or don't say for which. */
    Optional<String> misfit(KongTree tree) throws InterruptedException {
        return checks().misfit(tree);
    }

    private HomeChecks checks() {
        return new HomeChecks(node, name(), home(), home().libraryPath(environment));
    }

    /** @param facts what is known of the sources; what is known of their native parts comes to them */
    Installation install(KongVersion version, Path sources, Map<String, String> facts) throws InterruptedException {
        Map<String, String> all = new LinkedHashMap<>(facts);
        KongTree tree = new KongTree(Sources.in(sources));
        String kong = tree.version();
        all.put("kong.version", kong);
        tree.standIn().ifPresent(name -> all.put("kong.stand_in", name));
        Path nginx = home().nginx().orElseThrow();
        all.put("kong.openresty", new OpenResty(node, nginx, home().libraryPath(environment)).said());
        all.put("kong.native_parts", name());
        all.putAll(checks().differences(tree));
        // OpenResty's own libraries are first found where it was built for, and another one may be there.
        StringBuilder luaPath = new StringBuilder(Installation.patterns(sources.toString()));
        home().lualib().forEach(folder -> luaPath.append(Installation.patterns(folder.toString())));
        return new Installation(
                version,
                kong,
                List.of(),
                sources.resolve("bin/kong").toString(),
                environment(sources),
                sources.toString(),
                luaPath.toString(),
                tree.settings(),
                all);
    }

    private Map<String, String> environment(Path sources) throws InterruptedException {
        List<String> path =
                new ArrayList<>(home().bin().stream().map(Path::toString).toList());
        path.add(NodePath.of(node));
        List<String> libraries = new ArrayList<>(shared(home().lib()));
        libraries.addAll(shared(home().lualib()));
        libraries.addAll(home().luaCpath());
        Map<String, String> variables = new LinkedHashMap<>(home().libraryPath(environment));
        variables.put("PATH", String.join(":", path));
        variables.put("LUA_PATH", luaPath(sources));
        variables.put("LUA_CPATH", String.join(";", libraries) + ";;");
        if (!home().lualib().isEmpty()) {
            variables.put("KONG_LUA_PACKAGE_CPATH", String.join(";", shared(home().lualib())) + ";");
        }
        // Kong would look for one in /usr/local first. An older one that has no such setting is refused.
        home().nginx()
                .filter(nginx -> nginx.endsWith("nginx/sbin/nginx"))
                .ifPresent(nginx -> variables.put(
                        "KONG_OPENRESTY_PATH",
                        nginx.resolve("../../..").normalize().toString()));
        return variables;
    }

    private String luaPath(Path sources) throws InterruptedException {
        RocksWithoutKong rocks = new RocksWithoutKong(cache);
        List<String> lua = new ArrayList<>(lua(sources));
        for (Path share : home().share()) {
            lua.addAll(lua(rocks.of(share, sources)));
        }
        home().lualib().forEach(lualib -> lua.addAll(lua(lualib)));
        lua.addAll(home().luaPath());
        if (!Files.isDirectory(system.resolve("kong"))) {
            return String.join(";", lua) + ";;";
        }
        // ";;" would find a Kong that is installed there, with modules that these sources have no longer.
        home().jit().forEach(jit -> lua.addAll(lua(jit)));
        home().ofLuajit().ifPresent(share -> lua.addAll(lua(share)));
        lua.addAll(lua(rocks.of(system, sources)));
        return lua.stream().distinct().collect(Collectors.joining(";"));
    }

    private static List<String> lua(Path folder) {
        return List.of(folder + "/?.lua", folder + "/?/init.lua");
    }

    private static List<String> shared(List<Path> folders) {
        return folders.stream().map(folder -> folder + "/?.so").toList();
    }

    private KongHome home() {
        if (home.isEmpty()) {
            home = Optional.of(kongHome.map(KongHome::in).orElseGet(() -> KongHome.onPath(environment)));
        }
        return home.get();
    }
}
