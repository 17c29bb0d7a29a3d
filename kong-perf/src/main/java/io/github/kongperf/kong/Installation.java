package io.github.kongperf.kong;

import io.github.kongperf.node.Command;
import io.github.kongperf.scenario.Spelling;
import io.github.kongperf.version.KongVersion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A Kong that can run on a node.
 *
 * @param version as it was asked for
 * @param kong its own version: {@code 2.8.3}
 * @param wrapper a program that runs Kong in its place, with arguments: a mount namespace, say; empty: Kong runs as it is
 * @param program Kong's command
 * @param environment what Kong needs to find its parts
 * @param folder where it runs
 * @param luaPath patterns under which Kong finds its own sources before all others; empty: where it looks anyway
 * @param settings names of all settings that it knows; empty if they are not known
 * @param facts what is known of it, as conditions of its results: {@code kong.commit} and others
 */
public record Installation(
        KongVersion version,
        String kong,
        List<String> wrapper,
        String program,
        Map<String, String> environment,
        String folder,
        String luaPath,
        Set<String> settings,
        Map<String, String> facts) {

    private static final String LUA_PATH = "LUA_PATH";

    /** What settings begin with whose names go on as the user likes. */
    private static final List<String> FREE = List.of("nginx_", "vault_", "pluginserver_");

    public Installation {
        wrapper = List.copyOf(wrapper);
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        settings = Set.copyOf(settings);
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    /** Kong's command with these arguments. */
    public Command kong(String... arguments) {
        return run(program, arguments);
    }

    /** A program where Kong runs, and finds what Kong finds: {@code nginx}, {@code resty}. */
    public Command run(String other, String... arguments) {
        Command command = Command.of(other, arguments).env(environment).in(folder);
        return wrapper.isEmpty() ? command : command.by(wrapper.toArray(String[]::new));
    }

    /**
     * Settings that this Kong would ignore silently, each as a sentence.
     *
     * @param user {@code kong.config}
     */
    public List<String> unknownSettings(Map<String, String> user) {
        if (settings.isEmpty()) {
            return List.of();
        }
        List<String> unknown = new ArrayList<>();
        for (String name : new TreeSet<>(user.keySet())) {
            if (!settings.contains(name) && FREE.stream().noneMatch(name::startsWith)) {
                unknown.add("kong.config.%s: Kong %s knows no such setting, and would ignore it%s"
                        .formatted(
                                name,
                                kong,
                                Spelling.nearest(name, settings)
                                        .map("; did you mean '%s'?"::formatted)
                                        .orElse("")));
            }
        }
        return unknown;
    }

    Installation withFacts(Map<String, String> other) {
        return new Installation(version, kong, wrapper, program, environment, folder, luaPath, settings, other);
    }

    /** The same with a folder of Lua sources that is found before Kong's own. */
    Installation withLuaFolder(String sources) {
        String patterns = patterns(sources);
        Map<String, String> with = new LinkedHashMap<>(environment);
        with.put(LUA_PATH, patterns + environment.getOrDefault(LUA_PATH, ";"));
        return new Installation(version, kong, wrapper, program, with, folder, patterns + luaPath, settings, facts);
    }

    /** @return {@code <folder>/?.lua;<folder>/?/init.lua;} */
    static String patterns(String folder) {
        List<String> patterns = new ArrayList<>();
        patterns.add(folder + "/?.lua");
        patterns.add(folder + "/?/init.lua");
        return String.join(";", patterns) + ";";
    }
}
