package io.github.kongperf.kong;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rocks that LuaRocks has installed, beside those that a rockspec asks for. */
final class Rocks {

    /** An author may stand before the name. */
    private static final Pattern WANTED = Pattern.compile("\\s*(?:[\\w.-]+/)?([\\w.-]+)\\s*(.*)");

    /** Kong's own edition of a rock has the same modules. */
    private static final String OWN = "kong-";

    private final Map<String, Set<String>> installed = new TreeMap<>();

    /** @param manifests folders that have one for each rock, with one for each version in it */
    Rocks(List<Path> manifests) {
        for (Path manifest : manifests) {
            for (Path rock : Folders.in(manifest)) {
                Set<String> versions = new TreeSet<>();
                Folders.in(rock).forEach(version -> versions.add(String.valueOf(version.getFileName())));
                if (!versions.isEmpty()) {
                    installed
                            .computeIfAbsent(plain(String.valueOf(rock.getFileName())), name -> new TreeSet<>())
                            .addAll(versions);
                }
            }
        }
    }

    /** @param wanted as a rockspec has them: {@code penlight == 1.14.0} */
    List<String> missing(List<String> wanted) {
        return wanted.stream()
                // Lua itself is no rock.
                .filter(rock -> !parts(rock).group(1).equals("lua"))
                .filter(rock -> versions(rock).isEmpty())
                .toList();
    }

    /** Those that are there in no version that was asked for: {@code penlight 1.13.1-1 (wanted == 1.14.0)}. */
    List<String> differing(List<String> wanted) {
        List<String> differing = new ArrayList<>();
        for (String rock : wanted) {
            Matcher parts = parts(rock);
            List<String> versions = versions(rock).map(List::copyOf).orElse(List.of());
            if (!versions.isEmpty() && versions.stream().noneMatch(has -> RockVersion.satisfies(has, parts.group(2)))) {
                differing.add(
                        "%s %s (wanted %s)".formatted(parts.group(1), String.join(", ", versions), parts.group(2)));
            }
        }
        return differing;
    }

    /** What the main module of a rock is called most often, by its path: {@code resty/http} of {@code lua-resty-http}. */
    static String module(String wanted) {
        return plain(parts(wanted).group(1)).replaceFirst("^lua-", "").replace('-', '/');
    }

    private Optional<Set<String>> versions(String wanted) {
        return Optional.ofNullable(installed.get(plain(parts(wanted).group(1))));
    }

    private static Matcher parts(String wanted) {
        Matcher parts = WANTED.matcher(wanted);
        if (!parts.matches()) {
            throw new KongFailed("'%s' in the rockspec is no dependency".formatted(wanted));
        }
        return parts;
    }

    private static String plain(String name) {
        String small = name.toLowerCase(java.util.Locale.ROOT);
        return small.startsWith(OWN) ? small.substring(OWN.length()) : small;
    }
}
