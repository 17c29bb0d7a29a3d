package io.github.kongperf.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A process as it is known for good: a pid alone may belong to another one by now.
 *
 * @param started when it began. Field 22 of /proc/&lt;pid&gt;/stat where there is one, which no setting of the clock moves;
 *     else seconds since 1970; 0 if the system does not tell
 * @param boot of the system that it belongs to: /proc/sys/kernel/random/boot_id; empty if there is none
 * @param namespace in which the pid counts, as /proc/self/ns/pid names it; empty if there is none
 * @param host name of the machine or container
 */
public record ProcessIdentity(long pid, long started, String boot, String namespace, String host) {

    private static final int START = 19;

    static ProcessIdentity own() {
        long pid = ProcessHandle.current().pid();
        return new ProcessIdentity(pid, startOf(pid), ownBoot(), ownNamespace(), ownHost());
    }

    /**
     * Whether it lives, as far as can be seen from here. Of a process of another machine or container, with which the state
     * folder is shared, nothing can be seen: it counts as living, since its things are not ours to remove.
     */
    boolean alive() {
        if (!boot.equals(ownBoot())) {
            return !host.equals(ownHost());
        }
        if (!namespace.equals(ownNamespace())) {
            return true;
        }
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        return process.isPresent() && process.get().isAlive() && (started == 0 || startOf(pid) == started);
    }

    private static long startOf(long pid) {
        String stat = read("/proc/%d/stat".formatted(pid));
        if (stat.isEmpty()) {
            return ProcessHandle.of(pid)
                    .flatMap(process -> process.info().startInstant())
                    .map(Instant::getEpochSecond)
                    .orElse(0L);
        }
        // pid (any name) state parent …
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1)[START]);
    }

    private static String ownBoot() {
        return read("/proc/sys/kernel/random/boot_id").strip();
    }

    private static String ownHost() {
        return read("/proc/sys/kernel/hostname").strip();
    }

    private static String ownNamespace() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
        } catch (IOException | UnsupportedOperationException e) {
            return "";
        }
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            return "";
        }
    }
}
