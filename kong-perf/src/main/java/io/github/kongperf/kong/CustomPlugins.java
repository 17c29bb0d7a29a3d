package io.github.kongperf.kong;

import io.github.kongperf.node.Node;
import io.github.kongperf.scenario.Kong.Plugin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Plugins that a Kong is to have besides its own. The folder that a user names is either the plugin's itself, with a
 * {@code handler.lua}, or has it as {@code kong/plugins/<name>}; then all below {@code kong} goes with it.
 */
public final class CustomPlugins {

    private static final String HANDLER = "handler.lua";

    private CustomPlugins() {}

    /** What is amiss with these plugins, each as a sentence. */
    public static List<String> check(List<Plugin> plugins) {
        List<String> amiss = new ArrayList<>();
        for (Plugin plugin : plugins) {
            plugin.from()
                    .filter(from -> source(plugin, from).isEmpty())
                    .ifPresent(from -> amiss.add(
                            "plugin %s: there is neither %s nor kong/plugins/%s/%s in %s; 'from' is the folder of the plugin's sources"
                                    .formatted(plugin.name(), HANDLER, plugin.name(), HANDLER, from)));
        }
        return amiss;
    }

    /** Names of those that are not Kong's own. */
    static List<String> names(List<Plugin> plugins) {
        return plugins.stream()
                .filter(plugin -> plugin.from().isPresent())
                .map(Plugin::name)
                .distinct()
                .toList();
    }

    /**
     * Puts them on a node, all into one folder for Kong's Lua path.
     *
     * @throws KongFailed if one has no sources
     */
    static void put(List<Plugin> plugins, Node node, String folder) throws InterruptedException {
        for (Plugin plugin : plugins) {
            if (plugin.from().isPresent()) {
                Source source = source(plugin, plugin.from().get())
                        .orElseThrow(() -> new KongFailed(String.join("\n", check(List.of(plugin)))));
                node.put(source.from(), folder + "/" + source.to());
            }
        }
    }

    /** @param to where it belongs below a folder of the Lua path */
    private record Source(Path from, String to) {}

    private static Optional<Source> source(Plugin plugin, Path from) {
        String home = "kong/plugins/" + plugin.name();
        if (Files.isRegularFile(from.resolve(home).resolve(HANDLER))) {
            return Optional.of(new Source(from.resolve("kong"), "kong"));
        }
        return Files.isRegularFile(from.resolve(HANDLER)) ? Optional.of(new Source(from, home)) : Optional.empty();
    }
}
