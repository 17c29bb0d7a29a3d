package io.github.kongperf.kong;

import io.github.kongperf.node.Command;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.Result;
import io.github.kongperf.version.KongVersion;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs Kong's sources, as they lie in a folder, on the native parts that the user has. */
final class HomeInstaller {

    private static final String GET =
            "; build them with 'make dev' or 'bazel build //build:kong' in a checkout, and name their folder by -Dkong-perf.kongHome";

    private static final Pattern OPENRESTY = Pattern.compile("openresty/([0-9.]+)");
    /** Where Kong looks before PATH. */
    private static final List<Path> INSTALLED =
            List.of(Path.of("/usr/local/openresty/nginx/sbin/nginx"), Path.of("/opt/openresty/nginx/sbin/nginx"));

    private static final int FIRST_LINE = 256;

    private final Node node;
    private final Cache cache;
    private final Optional<Path> kongHome;
    private final Map<String, String> environment;
    private Optional<KongHome> home = Optional.empty();

    /** @param environment of the caller, whose PATH and LUA_PATH count where there is no kongHome */
    HomeInstaller(Node node, Cache cache, Optional<Path> kongHome, Map<String, String> environment) {
        this.node = node;
        this.cache = cache;
        this.kongHome = kongHome;
        this.environment = environment;
    }

    /** How the native parts may be called. */
    String name() {
        return kongHome.map(folder -> "kongHome " + folder).orElse("PATH");
    }

    /** What these sources lack, each as a sentence that says how to get it. */
    List<String> missing(KongTree tree) throws InterruptedException {
        List<String> missing = new ArrayList<>();
        if (home().nginx().isEmpty()) {
            missing.add("no OpenResty (nginx/sbin/nginx) in %s%s".formatted(name(), GET));
        } else {
            Result asked = nginx();
            if (!asked.ok()) {
                missing.add("%s can't run here%s".formatted(home().nginx().get(), asked.said()));
            }
        }
        if (home().resty().isEmpty()) {
            missing.add("no 'resty' in %s%s".formatted(name(), GET));
        } else if (isPerl(home().resty().get())
                && !node.run(Command.of("sh", "-c", "command -v perl")).ok()) {
            missing.add("%s needs perl, which is not there; install the package perl"
                    .formatted(home().resty().get()));
        }
        shadowed(tree).ifPresent(missing::add);
        missingRock(tree).ifPresent(rock -> missing.add("the rock %s is not in %s%s".formatted(rock, name(), GET)));
        return missing;
    }

    /**
     * Why sources are not made for these native parts, in a sentence; empty if they are, or don't say for which.
     */
    Optional<String> misfit(KongTree tree) throws InterruptedException {
        List<String> missing = missing(tree);
        if (!missing.isEmpty()) {
            return Optional.of(String.join("; ", missing));
        }
        String has = openresty();
        Matcher version = OPENRESTY.matcher(has);
        if (!version.find()) {
            return Optional.of("%s has %s, which is no OpenResty".formatted(name(), has));
        }
        return tree.openresty()
                .filter(wanted -> !wanted.equals(version.group(1)))
                .map(wanted -> "%s has OpenResty %s".formatted(name(), version.group(1)));
    }

    /** A Kong that knows no {@code openresty_path} takes an nginx that is installed before all others. */
    private Optional<String> shadowed(KongTree tree) {
        if (tree.findsOpenrestyByPath()
                || home().nginx().filter(INSTALLED::contains).isPresent()) {
            return Optional.empty();
        }
        return INSTALLED.stream()
                .filter(Files::isExecutable)
                .findFirst()
                .map(nginx ->
                        "this Kong would run on %s, which it looks for first, and not on what is in %s; name its folder as kongHome, or move it away"
                                .formatted(nginx, name()));
    }

    /** One rock is enough to tell whether the rocks are there: a rock and its Lua modules need not have the same name. */
    private Optional<String> missingRock(KongTree tree) {
        return tree.rocks().stream()
                .filter(rock -> rock.startsWith("penlight"))
                .filter(rock -> !home().hasModule("pl/utils"))
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

    /** @param facts what is known of the sources; what is known of their native parts comes to them */
    Installation install(KongVersion version, Path sources, Map<String, String> facts) throws InterruptedException {
        Map<String, String> all = new LinkedHashMap<>(facts);
        KongTree tree = new KongTree(Sources.in(sources));
        String kong = tree.version();
        all.put("kong.version", kong);
        tree.standIn().ifPresent(name -> all.put("kong.stand_in", name));
        all.put("kong.openresty", openresty());
        all.put("kong.native_parts", name());
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
        List<String> lua = new ArrayList<>(lua(sources));
        for (Path share : home().share()) {
            lua.addAll(lua(new RocksWithoutKong(cache).of(share, sources)));
        }
        home().lualib().forEach(lualib -> lua.addAll(lua(lualib)));
        lua.addAll(home().luaPath());
        List<String> libraries = new ArrayList<>(shared(home().lib()));
        libraries.addAll(shared(home().lualib()));
        libraries.addAll(home().luaCpath());
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("PATH", String.join(":", path));
        variables.put("LUA_PATH", String.join(";", lua) + ";;");
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

    private static List<String> lua(Path folder) {
        return List.of(folder + "/?.lua", folder + "/?/init.lua");
    }

    private static List<String> shared(List<Path> folders) {
        return folders.stream().map(folder -> folder + "/?.so").toList();
    }

    private String openresty() throws InterruptedException {
        return nginxVersion(nginx().orFail("asking nginx for its version").err());
    }

    private Result nginx() throws InterruptedException {
        return node.run(Command.of(home().nginx().orElseThrow().toString(), "-v"));
    }

    /** @param said by {@code nginx -v} */
    static String nginxVersion(String said) {
        return said.strip().replaceFirst("^nginx version: ", "");
    }

    private KongHome home() {
        if (home.isEmpty()) {
            home = Optional.of(kongHome.map(KongHome::in).orElseGet(() -> KongHome.onPath(environment)));
        }
        return home.get();
    }
}
