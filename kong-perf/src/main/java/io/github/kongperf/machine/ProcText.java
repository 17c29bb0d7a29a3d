package io.github.kongperf.machine;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes numbers out of what files of /proc hold. */
final class ProcText {

    private static final Pattern CPU = Pattern.compile("^cpu +(\\d+(?: \\d+){7,})$", Pattern.MULTILINE);
    private static final Pattern SCHEDSTAT = Pattern.compile("^(\\d+) \\d+ \\d+$");
    private static final Pattern PSS = Pattern.compile("^Pss: +(\\d+) kB$", Pattern.MULTILINE);
    private static final Pattern OWN = Pattern.compile("^Pss_(?:Anon|Shmem): +(\\d+) kB$", Pattern.MULTILINE);
    private static final Pattern ALLOWED = Pattern.compile("^Cpus_allowed_list:\\s*([\\d,-]+)$", Pattern.MULTILINE);
    private static final Pattern RANGE = Pattern.compile("(\\d+)(?:-(\\d+))?");

    private ProcText() {}

    /** @param stat what /proc/stat holds */
    static MachineReading machine(String stat) {
        String[] words = find(CPU, stat, "/proc/stat").split(" ", -1);
        long user = Long.parseLong(words[0]);
        long nice = Long.parseLong(words[1]);
        long system = Long.parseLong(words[2]);
        long idle = Long.parseLong(words[3]);
        long waiting = Long.parseLong(words[4]);
        long interrupts = Long.parseLong(words[5]) + Long.parseLong(words[6]);
        long stolen = Long.parseLong(words[7]);
        // What follows are guests, which user and nice hold already.
        long busy = user + nice + system + interrupts;
        return new MachineReading(
                ProcStat.ticks(busy), ProcStat.ticks(stolen), ProcStat.ticks(busy + stolen + idle + waiting));
    }

    /** @param schedstat what a file of that name holds: time on CPU, time waiting for one, turns */
    static Duration onCpu(String schedstat) {
        return Duration.ofNanos(Long.parseLong(find(SCHEDSTAT, schedstat.strip(), "schedstat")));
    }

    /**
     * The sum of all threads of a process.
     *
     * @param text for each process a line "pid 12", and below it the schedstat of each of its threads
     */
    static Duration onCpu(String text, long pid) {
        return text.lines()
                .dropWhile(line -> !line.equals("pid " + pid))
                .skip(1)
                .takeWhile(line -> !line.startsWith("pid "))
                .map(ProcText::onCpu)
                .reduce(Duration.ZERO, Duration::plus);
    }

    /**
     * Bytes, shared pages by the share of this process. Without those of programs and libraries, where the kernel tells them
     * apart (Linux 5.4): whether others run the same program would change the share.
     *
     * @param rollup what smaps_rollup holds
     */
    static long memory(String rollup) {
        List<MatchResult> own = OWN.matcher(rollup).results().toList();
        long kilobytes = own.isEmpty()
                ? Long.parseLong(find(PSS, rollup, "smaps_rollup"))
                : own.stream().mapToLong(part -> Long.parseLong(part.group(1))).sum();
        return Math.multiplyExact(kilobytes, 1024L);
    }

    /** @param status what /proc/self/status holds */
    static Set<Integer> allowedCpus(String status) {
        Set<Integer> cpus = new TreeSet<>();
        for (String part : find(ALLOWED, status, "status").split(",", -1)) {
            Matcher range = RANGE.matcher(part);
            if (!range.matches()) {
                throw new IllegalArgumentException("expected numbers of CPUs, but got: " + part);
            }
            int first = Integer.parseInt(range.group(1));
            int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
            for (int cpu = first; cpu <= last; cpu++) {
                cpus.add(cpu);
            }
        }
        return cpus;
    }

    private static String find(Pattern pattern, String text, String file) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalArgumentException("no line like '%s' in %s: %s".formatted(pattern, file, text));
        }
        return matcher.group(1);
    }
}
