package io.github.kongperf.flamegraph;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kongperf.result.StackSamples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Profiles that tests read. */
final class Recordings {

    static final Path FOLDER = Path.of("src/test/resources/io/github/kongperf/flamegraph");

    /** Names that would do harm in markup, in a script, or in both. */
    static final List<String> HOSTILE = List.of(
            "</script><img src=x onerror=alert(1)>",
            "<!--<script>alert(2)//-->",
            "';alert(3);//",
            "\\';alert(4);//",
            "\"><svg onload=alert(5)>",
            "ends with a backslash \\",
            "${alert(6)}`&lt;&amp;",
            "line\u2028separated\u2029",
            "];\nunpack(cpool);\nalert(7)",
            "tab\tnull\0escape\u001b",
            "half a pair \ud83d, a whole one \ud83d\ude00",
            "right\u202eto left\u2066",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaa/script",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaa/script><img src=x onerror=alert(8)>",
            "const cpool = [");

    private Recordings() {}

    static StackSamples read(String name) {
        try {
            String profiler = name.startsWith("lua") ? "lua" : "perf";
            return folded(
                    profiler,
                    Files.readAllLines(FOLDER.resolve(name)).stream()
                            .map(Recordings::asProfilersHere)
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The recordings have names as their tools gave them; profilers here put the function first, and know states by other names. */
    private static String asProfilersHere(String line) {
        return line.replaceAll("(/[^;: ]*\\.lua):([A-Za-z_][^;: ]*)", "$2 $1")
                .replace("[jit]", "[compiled]")
                .replace("[interp]", "[interpreted]")
                .replace("[gc]", "[GC]")
                .replace("[jit-compiler]", "[JIT compiler]");
    }

    /** @param lines such as {@code a;b;c 12} */
    static StackSamples folded(String profiler, List<String> lines) {
        Map<String, Long> stacks = new TreeMap<>();
        for (String line : lines) {
            int space = line.lastIndexOf(' ');
            stacks.merge(line.substring(0, space), Long.parseLong(line.substring(space + 1)), Long::sum);
        }
        return samples(profiler, stacks);
    }

    static StackSamples folded(String... lines) {
        return folded("lua", List.of(lines));
    }

    static StackSamples samples(String profiler, Map<String, Long> stacks) {
        long rooted = stacks.entrySet().stream()
                .filter(stack -> stack.getKey().contains(";main;"))
                .mapToLong(Map.Entry::getValue)
                .sum();
        return new StackSamples(profiler, 99, Duration.ofSeconds(20), 1, stacks, rooted, 0, Optional.empty());
    }

    static StackSamples hostile() {
        Map<String, Long> stacks = new TreeMap<>();
        for (String name : HOSTILE) {
            stacks.put("outer;" + name.replace(';', ':') + ";" + name.replace(';', ':') + "_[k]", 10L);
        }
        return samples("</div><script>alert(9)</script>", stacks);
    }

    /** Compares with a golden file, or rewrites it with {@code -Dgolden.update}. */
    static void assertGolden(String name, String actual) throws IOException {
        Path golden = FOLDER.resolve(name);
        if (System.getProperty("golden.update") != null) {
            Files.writeString(golden, actual);
        }
        assertThat(actual).isEqualTo(Files.readString(golden));
    }

    /** To be looked at by people: in target/flamegraph-sample. */
    static void keep(String name, String page) throws IOException {
        Path folder = Files.createDirectories(Path.of("target/flamegraph-sample"));
        Files.writeString(folder.resolve(name), page);
    }
}
