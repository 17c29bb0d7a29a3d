package io.github.kongperf.machine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What of this machine makes measurements noisy or wrong, how much it matters, and what to do. What can't be read is not
 * complained of.
 */
public final class EnvironmentDoctor {

    private static final Pattern SWAP_TOTAL = Pattern.compile("^SwapTotal:\\s*(\\d+) kB$", Pattern.MULTILINE);
    private static final Pattern SWAP_FREE = Pattern.compile("^SwapFree:\\s*(\\d+) kB$", Pattern.MULTILINE);
    private static final Pattern OPEN_FILES =
            Pattern.compile("^Max open files\\s+\\w+\\s+(\\d+)\\s", Pattern.MULTILINE);
    private static final Pattern PORTS = Pattern.compile("^(\\d+)\\s+(\\d+)$");
    private static final Pattern QUOTA = Pattern.compile("^(\\d+) (\\d+)$");
    private static final Pattern GROUP = Pattern.compile("^0::/(.*)$", Pattern.MULTILINE);

    private static final String CPU = "sys/devices/system/cpu/";
    private static final List<String> QUICK_CLOCKS =
            List.of("tsc", "kvm-clock", "hyperv_clocksource_tsc_page", "arch_sys_counter");

    private static final double MUCH_STOLEN = 0.01;
    private static final double BUSY = 0.25;
    private static final long FEW_FILES = 16_384;
    private static final long FEW_PORTS = 16_384;

    private final SystemFiles files;

    /**
     * One thing that is amiss.
     *
     * @param what in a few words, for the conditions of a run
     * @param matters how it bears on figures
     * @param remedy what to do
     */
    public record Finding(String what, String matters, String remedy) {
        @Override
        public String toString() {
            return "%s: %s; %s".formatted(what, matters, remedy);
        }
    }

    public EnvironmentDoctor() {
        this(Path.of("/"));
    }

    /** @param root where proc and sys are found */
    public EnvironmentDoctor(Path root) {
        this.files = new SystemFiles(root);
    }

    /** All that is amiss now, what matters most first. */
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        quota().ifPresent(findings::add);
        stolen().ifPresent(findings::add);
        load().ifPresent(findings::add);
        governor().ifPresent(findings::add);
        swap().ifPresent(findings::add);
        turbo().ifPresent(findings::add);
        threads().ifPresent(findings::add);
        openFiles().ifPresent(findings::add);
        ports().ifPresent(findings::add);
        clock().ifPresent(findings::add);
        return findings;
    }

    private Optional<Finding> quota() {
        String group =
                find(GROUP, "proc/self/cgroup").map(found -> found.group(1)).orElse("");
        // A container sees its own group as the root.
        Optional<String> limit =
                text("sys/fs/cgroup/%s/cpu.max".formatted(group)).or(() -> text("sys/fs/cgroup/cpu.max"));
        return limit.map(QUOTA::matcher)
                .filter(Matcher::matches)
                .map(found -> new Finding(
                        format(
                                "a quota of %.1f CPUs",
                                Double.parseDouble(found.group(1)) / Long.parseLong(found.group(2))),
                        "who uses it up stands still for the rest of a period, which looks like slow answers",
                        "give the container CPUs of its own (--cpuset-cpus) instead of a share (--cpus)"));
    }

    private Optional<Finding> stolen() {
        double share = files.stolen().orElse(0);
        return share > MUCH_STOLEN
                ? Optional.of(new Finding(
                        format("its host withheld %.1f %% of the CPU time since boot", 100 * share),
                        "neighbours slow down what runs just then, by some percent to some tens of percent",
                        "rent a machine with dedicated CPUs, or plan more blocks"))
                : Optional.empty();
    }

    private Optional<Finding> load() {
        int cpus = files.processors();
        return files.load()
                .filter(load -> cpus > 0 && Double.parseDouble(load) > BUSY * cpus)
                .map(load -> new Finding(
                        "load average %s on %d CPUs".formatted(load, cpus),
                        "what else runs takes CPU time and cache from whom it likes",
                        "end it, or wait for it"));
    }

    private Optional<Finding> governor() {
        return text(CPU + "cpu0/cpufreq/scaling_governor")
                .filter(governor -> !governor.equals("performance"))
                .map(governor -> new Finding(
                        "CPU governor '%s'".formatted(governor),
                        "the clock rate follows the load, so who was idle begins slowly: some percent",
                        "cpupower frequency-set -g performance"));
    }

    private Optional<Finding> swap() {
        OptionalLong total = number(SWAP_TOTAL, "proc/meminfo");
        OptionalLong free = number(SWAP_FREE, "proc/meminfo");
        long used = total.isPresent() && free.isPresent() ? total.getAsLong() - free.getAsLong() : 0;
        return used > 0
                ? Optional.of(new Finding(
                        "%d MiB swapped out".formatted(used / 1024),
                        "a page that has to be read again costs milliseconds, which the high percentiles show",
                        "free memory, or swapoff -a"))
                : Optional.empty();
    }

    private Optional<Finding> turbo() {
        boolean on = text(CPU + "intel_pstate/no_turbo").filter("0"::equals).isPresent()
                || text(CPU + "cpufreq/boost").filter("1"::equals).isPresent();
        return on
                ? Optional.of(new Finding(
                        "turbo on",
                        "the clock rate depends on temperature and on how many cores are busy; blocks in random order even most of it out",
                        "echo 1 > /sys/devices/system/cpu/intel_pstate/no_turbo, or 0 to cpufreq/boost"))
                : Optional.empty();
    }

    private Optional<Finding> threads() {
        return text(CPU + "smt/active").filter("1"::equals).isPresent()
                ? Optional.of(
                        new Finding(
                                "SMT on",
                                "two CPUs share a core, so Kong and the generator may take from each other",
                                "give them CPUs of different cores (kong-perf.cpus, lscpu -e), or turn it off in /sys/devices/system/cpu/smt/control"))
                : Optional.empty();
    }

    private Optional<Finding> openFiles() {
        OptionalLong limit = number(OPEN_FILES, "proc/self/limits");
        return limit.isPresent() && limit.getAsLong() < FEW_FILES
                ? Optional.of(new Finding(
                        "at most %d open files".formatted(limit.getAsLong()),
                        "each connection needs up to two in Kong and one in the generator and upstream",
                        "raise the hard limit: ulimit -Hn, limits.conf"))
                : Optional.empty();
    }

    private Optional<Finding> ports() {
        return find(PORTS, "proc/sys/net/ipv4/ip_local_port_range")
                .map(found -> Long.parseLong(found.group(2)) - Long.parseLong(found.group(1)) + 1)
                .filter(count -> count < FEW_PORTS)
                .map(count -> new Finding(
                        "%d local ports".formatted(count),
                        "connections that are opened anew, as without keep-alive, run out of them and fail",
                        "sysctl net.ipv4.ip_local_port_range='1024 65535'"));
    }

    private Optional<Finding> clock() {
        return text("sys/devices/system/clocksource/clocksource0/current_clocksource")
                .filter(source -> !QUICK_CLOCKS.contains(source))
                .map(source -> new Finding(
                        "clock source '%s'".formatted(source),
                        "to read the time takes a system call, and nginx, Kong and the generator do so for each request",
                        "boot with clocksource=tsc if the machine's is stable"));
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private OptionalLong number(Pattern pattern, String file) {
        return find(pattern, file)
                .map(found -> OptionalLong.of(Long.parseLong(found.group(1))))
                .orElse(OptionalLong.empty());
    }

    private Optional<Matcher> find(Pattern pattern, String file) {
        return files.find(pattern, file);
    }

    private Optional<String> text(String file) {
        return files.text(file);
    }
}
