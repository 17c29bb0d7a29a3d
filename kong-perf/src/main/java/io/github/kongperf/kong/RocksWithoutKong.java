package io.github.kongperf.kong;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Rocks among which a Kong is installed, as seen by the sources of another: without that Kong, so that a file that these
 * sources no longer have is not found there. Plugins that came as rocks of their own stay. Made of links, in a folder of ours.
 */
final class RocksWithoutKong {

    private static final Pattern PLUGIN = Pattern.compile("\"kong/plugins/([^/\"]+)/");

    private final Cache cache;

    RocksWithoutKong(Cache cache) {
        this.cache = cache;
    }

    /**
     * @param share a folder with rocks: {@code …/share/lua/5.1}
     * @param sources of the Kong that is to run
     * @return {@code share} itself if no Kong is in it
     */
    Path of(Path share, Path sources) throws InterruptedException {
        return Files.exists(share.resolve("kong")) ? linked(share, sources) : share;
    }

    private Path linked(Path share, Path sources) throws InterruptedException {
        TreeMap<String, Path> links = new TreeMap<>();
        for (String name : names(share)) {
            if (!name.equals("kong")) {
                links.put(name, share.resolve(name));
            }
        }
        links.putAll(foreignPlugins(share, sources));
        return made(links);
    }

    /**
     * A folder to be shown in the place of the one where a Kong is installed.
     *
     * @param share the folder with rocks in which it is
     * @return as {@code kong} in {@code sources}, with the plugins that came as rocks of their own
     */
    Path kong(Path share, Path sources) throws InterruptedException {
        TreeMap<String, Path> links = new TreeMap<>(foreignPlugins(share, sources));
        for (String name : names(sources.resolve("kong"))) {
            if (!name.equals("plugins")) {
                links.put("kong/" + name, sources.resolve("kong").resolve(name));
            }
        }
        for (String name : names(sources.resolve("kong/plugins"))) {
            links.put("kong/plugins/" + name, sources.resolve("kong/plugins").resolve(name));
        }
        return made(links).resolve("kong");
    }

    private Path made(Map<String, Path> links) throws InterruptedException {
        return cache.folder("rocks", Sha256.of(links.toString()).substring(0, 16), folder -> {
            Files.createDirectories(folder.resolve("kong/plugins"));
            for (var link : links.entrySet()) {
                Files.createSymbolicLink(folder.resolve(link.getKey()), link.getValue());
            }
        });
    }

    private static Map<String, Path> foreignPlugins(Path share, Path sources) {
        Set<String> own = new HashSet<>(names(sources.resolve("kong/plugins")));
        own.addAll(namedByRockspec(share));
        Map<String, Path> foreign = new TreeMap<>();
        for (String plugin : names(share.resolve("kong/plugins"))) {
            if (!own.contains(plugin)) {
                foreign.put(
                        "kong/plugins/" + plugin, share.resolve("kong/plugins").resolve(plugin));
            }
        }
        return foreign;
    }

    /** Plugins that belong to the installed Kong itself. */
    private static Set<String> namedByRockspec(Path share) {
        Set<String> names = new TreeSet<>();
        for (Path rockspec : rockspecs(share.resolve("../../../lib/luarocks").normalize())) {
            try {
                PLUGIN.matcher(Files.readString(rockspec)).results().forEach(found -> names.add(found.group(1)));
            } catch (IOException e) {
                throw new KongFailed("reading %s: %s".formatted(rockspec, e.getMessage()), e);
            }
        }
        return names;
    }

    /** {@code lib/luarocks/rocks-5.1/kong/2.8.3-0/kong-2.8.3-0.rockspec}. */
    private static List<Path> rockspecs(Path luarocks) {
        List<Path> found = new ArrayList<>();
        for (String rocks : names(luarocks)) {
            Path kong = luarocks.resolve(rocks).resolve("kong");
            for (String version : names(kong)) {
                for (String file : names(kong.resolve(version))) {
                    if (file.endsWith(".rockspec")) {
                        found.add(kong.resolve(version).resolve(file));
                    }
                }
            }
        }
        return found;
    }

    private static List<String> names(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.map(path -> String.valueOf(path.getFileName()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new KongFailed("reading %s: %s".formatted(folder, e.getMessage()), e);
        }
    }
}
