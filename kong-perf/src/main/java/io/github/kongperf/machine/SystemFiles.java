package io.github.kongperf.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the files of the machine under this JVM say.
 *
 * @param root where proc, sys and etc are found
 */
record SystemFiles(Path root) {

    private static final Pattern PROCESSOR = Pattern.compile("^processor\\s*:", Pattern.MULTILINE);
    private static final Pattern LOAD = Pattern.compile("^(\\d+\\.\\d+) ");
    private static final Pattern CPU_TICKS = Pattern.compile("^cpu +(\\d[\\d ]*)$", Pattern.MULTILINE);

    /** User, nice, system, idle, iowait, irq, softirq, steal; guests, which user holds already, come after them. */
    private static final int TICKS = 8;

    private static final int STOLEN = 7;

    /** What {@code file} holds, without white space around it; empty if it can't be read or holds nothing. */
    Optional<String> text(String file) {
        try {
            // Not Files.readString: a model name in another encoding is no reason to fail.
            String text = new String(Files.readAllBytes(root.resolve(file)), StandardCharsets.UTF_8).strip();
            return text.isEmpty() ? Optional.empty() : Optional.of(text);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Where {@code pattern} is found in {@code file}; empty if it is not. */
    Optional<Matcher> find(Pattern pattern, String file) {
        return text(file).map(pattern::matcher).filter(Matcher::find);
    }

    /** How many CPUs there are; 0 if nothing says so. */
    int processors() {
        return (int)
                PROCESSOR.matcher(text("proc/cpuinfo").orElse("")).results().count();
    }

    /** The load average of the last minute, as the system writes it. */
    Optional<String> load() {
        return find(LOAD, "proc/loadavg").map(found -> found.group(1));
    }

    /** The share of the CPU time since boot that the hypervisor gave to others. */
    OptionalDouble stolen() {
        Optional<Matcher> found = find(CPU_TICKS, "proc/stat");
        if (found.isEmpty()) {
            return OptionalDouble.empty();
        }
        long[] ticks = Arrays.stream(found.get().group(1).split(" ", -1))
                .filter(count -> !count.isEmpty())
                .limit(TICKS)
                .mapToLong(Long::parseLong)
                .toArray();
        long all = Arrays.stream(ticks).sum();
        return ticks.length < TICKS || all == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of((double) ticks[STOLEN] / all);
    }
}
