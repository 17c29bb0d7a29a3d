package io.github.kongperf.driver.docker;

import com.github.dockerjava.api.model.Ulimit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What containers may use.
 *
 * @param memory bytes for the container of each role ({@code kong}, {@code db}, {@code worker}); one that is missing has no limit
 * @param ulimits soft and hard limits by name; for all containers
 * @param sysctls kernel settings of the container's network and IPC, by name; for all containers
 */
public record Limits(Map<String, Long> memory, Map<String, Range> ulimits, Map<String, String> sysctls) {

    private static final List<String> ROLES = List.of("kong", "db", "worker");
    private static final Pattern BYTES = Pattern.compile("(\\d{1,12})([kmg]?)b?");
    private static final Pattern RANGE = Pattern.compile("(\\d{1,12})(?::(\\d{1,12}))?");

    /** The soft limit, and the hard one. */
    public record Range(long soft, long hard) {}

    public Limits {
        memory = Map.copyOf(memory);
        ulimits = Map.copyOf(ulimits);
        sysctls = Map.copyOf(sysctls);
    }

    /**
     * Reads what a user wrote.
     *
     * @param memory {@code kong=1g; db=512m}
     * @param ulimits {@code nofile=65536; nproc=1024:2048}
     * @param sysctls {@code net.core.somaxconn=4096}
     * @throws IllegalArgumentException saying how to write it
     */
    public static Limits parse(String memory, String ulimits, String sysctls) {
        Map<String, Long> bytes = new LinkedHashMap<>();
        pairs("memory", memory).forEach((role, text) -> {
            if (!ROLES.contains(role)) {
                throw new IllegalArgumentException(
                        "memory: there is no role '%s'; write it as 'kong=1g; db=512m; worker=2g'".formatted(role));
            }
            bytes.put(role, bytes(text));
        });
        Map<String, Range> ranges = new LinkedHashMap<>();
        pairs("ulimits", ulimits).forEach((name, text) -> {
            Matcher range = RANGE.matcher(text);
            if (!range.matches()) {
                throw new IllegalArgumentException(
                        "ulimits: '%s=%s' should be <name>=<soft>:<hard>, such as nofile=65536:65536"
                                .formatted(name, text));
            }
            long soft = Long.parseLong(range.group(1));
            ranges.put(name, new Range(soft, range.group(2) == null ? soft : Long.parseLong(range.group(2))));
        });
        return new Limits(bytes, ranges, pairs("sysctls", sysctls));
    }

    /** @param named what a user wrote, by the names of parameters; what is missing is no limit */
    public static Limits of(Map<String, String> named) {
        return parse(
                named.getOrDefault("memory", ""), named.getOrDefault("ulimits", ""), named.getOrDefault("sysctls", ""));
    }

    private static Map<String, String> pairs(String parameter, String text) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String part : text.split("[;\\s]+", -1)) {
            if (part.isEmpty()) {
                continue;
            }
            String[] sides = part.split("=", 2);
            if (sides.length != 2 || sides[0].isEmpty() || sides[1].isEmpty()) {
                throw new IllegalArgumentException(
                        "%s: '%s' should be <name>=<value>; several are parted by ';'".formatted(parameter, part));
            }
            if (pairs.put(sides[0], sides[1]) != null) {
                throw new IllegalArgumentException("%s: '%s' is given twice".formatted(parameter, sides[0]));
            }
        }
        return pairs;
    }

    private static long bytes(String text) {
        Matcher bytes = BYTES.matcher(text.toLowerCase(Locale.ROOT));
        if (!bytes.matches()) {
            throw new IllegalArgumentException(
                    "memory: '%s' is no size; write it as 512m, 2g or a number of bytes".formatted(text));
        }
        int shift = switch (bytes.group(2)) {
            case "k" -> 10;
            case "m" -> 20;
            case "g" -> 30;
            default -> 0;
        };
        return Long.parseLong(bytes.group(1)) << shift;
    }

    List<Ulimit> ulimitsForEngine() {
        List<Ulimit> all = new ArrayList<>();
        ulimits.forEach((name, range) -> all.add(new Ulimit(name, range.soft(), range.hard())));
        return all;
    }

    /** As conditions of results. */
    Map<String, String> conditions() {
        Map<String, String> all = new TreeMap<>();
        memory.forEach((role, bytes) -> all.put("docker.memory." + role, "%d MiB".formatted(bytes >> 20)));
        if (!ulimits.isEmpty()) {
            all.put(
                    "docker.ulimits",
                    new TreeMap<>(ulimits)
                            .entrySet().stream()
                                    .map(limit -> "%s %d:%d"
                                            .formatted(
                                                    limit.getKey(),
                                                    limit.getValue().soft(),
                                                    limit.getValue().hard()))
                                    .collect(Collectors.joining(", ")));
        }
        new TreeMap<>(sysctls).forEach((name, value) -> all.put("docker.sysctl." + name, value));
        return all;
    }
}
