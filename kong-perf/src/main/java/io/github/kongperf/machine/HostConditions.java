package io.github.kongperf.machine;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What of the machine under this JVM bears on a measurement, as keys that begin with {@code host.}. What can't be read, as
 * most of it on a system without /proc, is left out: a missing value is never a guess.
 */
public final class HostConditions {

    private static final Pattern MODEL = Pattern.compile("^model name\\s*:\\s*(.+)$", Pattern.MULTILINE);
    private static final Pattern FLAGS = Pattern.compile("^flags\\s*:(.*)$", Pattern.MULTILINE);
    private static final Pattern MEMORY = Pattern.compile("^MemTotal:\\s*(\\d+) kB$", Pattern.MULTILINE);
    private static final Pattern OPEN_FILES =
            Pattern.compile("^Max open files\\s+(\\w+)\\s+(\\w+)\\s", Pattern.MULTILINE);
    private static final Pattern ALLOWED = Pattern.compile("^Cpus_allowed_list:\\s*(\\S+)$", Pattern.MULTILINE);
    private static final Pattern OS = Pattern.compile("^PRETTY_NAME=\"?([^\"\\n]+)\"?$", Pattern.MULTILINE);

    private final SystemFiles files;
    private final EnvironmentDoctor doctor;

    public HostConditions() {
        this(Path.of("/"));
    }

    /** @param root where proc, sys and etc are found */
    public HostConditions(Path root) {
        this.files = new SystemFiles(root);
        this.doctor = new EnvironmentDoctor(root);
    }

    /** What stays as it is while a session lasts. */
    public Map<String, String> fixed() {
        Map<String, String> values = new TreeMap<>();
        put(values, "host.name", text("proc/sys/kernel/hostname").or(HostConditions::networkName));
        put(values, "host.os", Optional.of(os()));
        put(values, "host.kernel", Optional.of(text("proc/sys/kernel/osrelease").orElse(property("os.version"))));
        put(values, "host.cpus", Optional.of(cpus()));
        put(values, "host.memory", find(MEMORY, "proc/meminfo").map(found -> mebibytes(found.group(1))));
        put(values, "host.governor", governor());
        put(
                values,
                "host.limits",
                find(OPEN_FILES, "proc/self/limits")
                        .map(found -> "open files %s soft, %s hard".formatted(found.group(1), found.group(2))));
        put(values, "host.pinning", find(ALLOWED, "proc/self/status").map(found -> "cpus " + found.group(1)));
        put(values, "host.virtualization", virtualization());
        put(values, "host.clocksource", text("sys/devices/system/clocksource/clocksource0/current_clocksource"));
        put(values, "host.java", Optional.of("%s, %s".formatted(Runtime.version(), property("java.vendor"))));
        return values;
    }

    /**
     * What differs from one reading to the next: the load of the last minute, the share of CPU time since the machine started
     * that its hypervisor gave to others, and what {@link EnvironmentDoctor} finds amiss.
     */
    public Map<String, String> current() {
        Map<String, String> values = new TreeMap<>();
        put(values, "host.load_before", files.load());
        files.stolen()
                .ifPresent(share ->
                        values.put("host.steal", String.format(Locale.ROOT, "%.2f %% since boot", 100 * share)));
        List<EnvironmentDoctor.Finding> findings = doctor.findings();
        if (!findings.isEmpty()) {
            values.put(
                    "host.doctor",
                    findings.stream().map(EnvironmentDoctor.Finding::what).collect(Collectors.joining("; ")));
        }
        return values;
    }

    private String os() {
        String name = find(OS, "etc/os-release").map(found -> found.group(1)).orElse(property("os.name"));
        return "%s, %s".formatted(name, property("os.arch"));
    }

    private String cpus() {
        int known = files.processors();
        int count = known == 0 ? Runtime.getRuntime().availableProcessors() : known;
        return find(MODEL, "proc/cpuinfo")
                .map(model -> "%d × %s".formatted(count, model.group(1).strip()))
                .orElse(Integer.toString(count));
    }

    private Optional<String> governor() {
        if (!Files.isDirectory(files.root().resolve("sys/devices/system/cpu"))) {
            return Optional.empty();
        }
        return Optional.of(
                text("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor").orElse("none"));
    }

    /** Only an x86 kernel says whether there is a hypervisor, so elsewhere none is claimed to be absent. */
    private Optional<String> virtualization() {
        Optional<Boolean> virtual = find(FLAGS, "proc/cpuinfo")
                .map(found -> List.of(found.group(1).strip().split("\\s+", -1)).contains("hypervisor"));
        boolean contained = Stream.of(".dockerenv", "run/.containerenv")
                .anyMatch(file -> Files.exists(files.root().resolve(file)));
        Optional<String> machine = virtual.map(yes -> yes ? "virtual machine" + product() : "bare metal");
        if (!contained) {
            return machine;
        }
        return Optional.of(machine.map(on -> "container on " + on).orElse("container"));
    }

    private String product() {
        List<String> names = Stream.of("sys_vendor", "product_name")
                .flatMap(file -> text("sys/class/dmi/id/" + file).stream())
                .toList();
        return names.isEmpty() ? "" : " (%s)".formatted(String.join(" ", names));
    }

    private static String mebibytes(String kibibytes) {
        return "%d MiB".formatted(Long.parseLong(kibibytes) / 1024);
    }

    private static Optional<String> networkName() {
        try {
            return Optional.of(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private static String property(String name) {
        return System.getProperty(name, "unknown");
    }

    private Optional<Matcher> find(Pattern pattern, String file) {
        return files.find(pattern, file);
    }

    private Optional<String> text(String file) {
        return files.text(file);
    }

    private static void put(Map<String, String> values, String key, Optional<String> value) {
        value.ifPresent(known -> values.put(key, known));
    }
}
