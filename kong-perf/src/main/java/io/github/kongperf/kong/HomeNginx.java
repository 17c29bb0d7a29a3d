package io.github.kongperf.kong;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * OpenResty's nginx in kongHome, as anybody may run it.
 *
 * @param environment what it needs to run where it was not built for
 */
public record HomeNginx(String program, Map<String, String> environment) {

    public HomeNginx {
        environment = Map.copyOf(environment);
    }

    /**
     * @param callers the caller's environment
     * @return empty if there is none: what to do then is said where versions are checked
     */
    public static Optional<HomeNginx> in(Optional<Path> kongHome, Map<String, String> callers) {
        try {
            return kongHome.map(KongHome::in)
                    .flatMap(home ->
                            home.nginx().map(program -> new HomeNginx(program.toString(), environment(home, callers))));
        } catch (KongFailed e) {
            return Optional.empty();
        }
    }

    private static Map<String, String> environment(KongHome home, Map<String, String> callers) {
        Map<String, String> environment = new LinkedHashMap<>(home.libraryPath(callers));
        if (!home.lualib().isEmpty()) {
            environment.put("LUA_PATH", path(home, "/?.lua", "/?/init.lua"));
            environment.put("LUA_CPATH", path(home, "/?.so"));
        }
        return environment;
    }

    private static String path(KongHome home, String... endings) {
        return home.lualib().stream()
                .flatMap(folder -> Stream.of(endings).map(ending -> folder + ending))
                .collect(Collectors.joining(";", "", ";;"));
    }
}
