package io.github.kongperf.machine;

import io.github.kongperf.node.Command;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.node.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Reads what the Linux of a node tells in /proc. */
public final class ProcReader {

    /** A line for each process, and below it one for each of its threads. A thread that ends meanwhile is left out. */
    private static final String THREADS = """
            for pid in "$@"; do
              echo "pid $pid"
              cat /proc/"$pid"/task/*/schedstat 2>/dev/null
            done
            exit 0
            """;

    private final Node node;

    public ProcReader(Node node) {
        this.node = node;
    }

    /** CPU time of the whole machine. */
    public MachineReading machine() throws InterruptedException {
        return ProcText.machine(node.read("/proc/stat"));
    }

    /**
     * CPU time that these processes have used since they began, in nanoseconds where the kernel counts so, else in steps of
     * 10 ms. A process with several threads counts those that live: one that ends between two readings takes its time along.
     *
     * @throws NodeFailed if one of them has ended, since the time of a dead process can't be known
     */
    public Duration cpu(Collection<Long> pids) throws InterruptedException {
        Duration sum = Duration.ZERO;
        List<ProcStat> threaded = new ArrayList<>();
        for (long pid : pids) {
            ProcStat stat = stat(pid);
            if (stat.threads() == 1) {
                sum = sum.plus(ofOneThread(stat));
            } else {
                threaded.add(stat);
            }
        }
        return threaded.isEmpty() ? sum : sum.plus(ofThreads(threaded));
    }

    /** Bytes of memory that these processes have to themselves, with their share of what they share; empty if it may not be read. */
    public OptionalLong memory(Collection<Long> pids) throws InterruptedException {
        long sum = 0;
        for (long pid : pids) {
            String rollup;
            try {
                rollup = node.read("/proc/%d/smaps_rollup".formatted(pid));
            } catch (NodeFailed unreadable) {
                // Has it ended, or is it somebody else's, or the kernel old?
                stat(pid);
                return OptionalLong.empty();
            }
            sum = Math.addExact(sum, ProcText.memory(rollup));
        }
        return OptionalLong.of(sum);
    }

    /** Pids of the living processes whose parent it is, in ascending order. */
    public List<Long> children(long pid) throws InterruptedException {
        return all().stream()
                .filter(stat -> stat.parent() == pid && !stat.ended())
                .map(ProcStat::pid)
                .sorted()
                .toList();
    }

    /**
     * CPU time of a process and all children that it has or had, as they come and go, in steps of 10 ms.
     *
     * @throws NodeFailed if it has ended
     */
    public Duration cpuWithChildren(long pid) throws InterruptedException {
        ProcStat parent = stat(pid);
        return all().stream()
                .filter(stat -> stat.parent() == pid)
                .map(ProcStat::cpu)
                .reduce(parent.cpu().plus(parent.reaped()), Duration::plus);
    }

    private List<ProcStat> all() throws InterruptedException {
        // Of those that end meanwhile there is no more to read.
        Result result = node.run(Command.of("sh", "-c", "cat /proc/[0-9]*/stat 2>/dev/null; exit 0"));
        return result.orFail("looking at the processes of " + node.name())
                .out()
                .lines()
                .map(ProcStat::parse)
                .toList();
    }

    /** The CPUs on which commands of the node may run. */
    public Set<Integer> allowedCpus() throws InterruptedException {
        return ProcText.allowedCpus(node.read("/proc/self/status"));
    }

    private ProcStat stat(long pid) throws InterruptedException {
        try {
            ProcStat stat = ProcStat.parse(node.read("/proc/%d/stat".formatted(pid)));
            if (!stat.ended()) {
                return stat;
            }
        } catch (NodeFailed gone) {
            throw new NodeFailed("process %d on %s has ended".formatted(pid, node.name()), gone);
        }
        throw new NodeFailed("process %d on %s has ended".formatted(pid, node.name()));
    }

    private Duration ofOneThread(ProcStat stat) throws InterruptedException {
        String schedstat;
        try {
            schedstat = node.read("/proc/%d/schedstat".formatted(stat.pid()));
        } catch (NodeFailed none) {
            // A kernel that does not count so; or has it ended?
            return stat(stat.pid()).cpu();
        }
        return finest(ProcText.onCpu(schedstat), stat.cpu());
    }

    private Duration ofThreads(List<ProcStat> stats) throws InterruptedException {
        Command command = Command.of("sh", "-c", THREADS, "sh");
        for (ProcStat stat : stats) {
            command = command.with(Long.toString(stat.pid()));
        }
        String text =
                node.run(command).orFail("reading CPU times on " + node.name()).out();
        Duration sum = Duration.ZERO;
        for (ProcStat stat : stats) {
            Duration threads = ProcText.onCpu(text, stat.pid());
            // With no thread left, it has ended.
            sum = sum.plus(finest(threads, threads.isZero() ? stat(stat.pid()).cpu() : stat.cpu()));
        }
        return sum;
    }

    /** A kernel that does not count nanoseconds says zero. */
    private static Duration finest(Duration nanos, Duration steps) {
        return nanos.isZero() ? steps : nanos;
    }
}
