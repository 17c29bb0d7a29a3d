package io.github.kongperf.upstream;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An nginx as it is installed on a node.
 *
 * @param path of the program
 * @param build what it prints of itself when it is called with {@code -V}
 * @param luaModules files that have to be loaded before it knows Lua, in this order; empty if there are none
 * @param environment variables that it needs to run
 */
record NginxProgram(String path, String build, List<String> luaModules, Map<String, String> environment) {

    private static final Pattern VERSION =
            Pattern.compile("^nginx version: (\\w+)/(\\d+)\\.(\\d+)\\.(\\d+)", Pattern.MULTILINE);

    NginxProgram {
        luaModules = List.copyOf(luaModules);
        environment = Map.copyOf(environment);
        if (!VERSION.matcher(build).find()) {
            throw new IllegalArgumentException("'%s -V' does not print a version of nginx: %s".formatted(path, build));
        }
    }

    NginxProgram with(Map<String, String> variables) {
        return new NginxProgram(path, build, luaModules, variables);
    }

    /** As in {@code openresty/1.19.9}. */
    String version() {
        Matcher found = found();
        return "%s/%s.%s.%s".formatted(found.group(1), found.group(2), found.group(3), found.group(4));
    }

    /** Whether it is that version of nginx, or a later one. */
    boolean since(int major, int minor, int patch) {
        Matcher found = found();
        int[] wanted = {major, minor, patch};
        for (int i = 0; i < wanted.length; i++) {
            int part = Integer.parseInt(found.group(i + 2));
            if (part != wanted[i]) {
                return part > wanted[i];
            }
        }
        return true;
    }

    /** Whether Lua is compiled in. */
    boolean luaInside() {
        return build.contains("ngx_lua-") || build.contains("lua-nginx-module");
    }

    boolean knowsLua() {
        return luaInside() || !luaModules.isEmpty();
    }

    boolean countsRequests() {
        return build.contains("--with-http_stub_status_module");
    }

    /** Those of {@code modules} that it was built with, of those it has unless they are left out. */
    List<String> having(String... modules) {
        List<String> there = new ArrayList<>();
        for (String module : modules) {
            if (!build.contains("--without-http_%s_module".formatted(module))) {
                there.add(module);
            }
        }
        return there;
    }

    private Matcher found() {
        Matcher matcher = VERSION.matcher(build);
        if (!matcher.find()) {
            throw new IllegalStateException(build);
        }
        return matcher;
    }
}
