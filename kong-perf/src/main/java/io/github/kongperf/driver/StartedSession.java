package io.github.kongperf.driver;

import java.time.Instant;
import java.util.Optional;

/**
 * A session that was begun on this machine and not yet ended, as later goals and later Mavens find it.
 *
 * @param module folder of the Maven module that it belongs to
 * @param phase what the process named by {@code pid} was about
 * @param pid of the process that entered it last
 * @param pidStarted when that process began: a pid alone may belong to another process by now. Seconds since 1970; 0 if the
 *     system does not tell
 * @param trials how many the plan has; 0 before there is one
 */
public record StartedSession(
        String id,
        String module,
        String driver,
        long seed,
        Phase phase,
        long pid,
        long pidStarted,
        Instant started,
        int trials) {

    /** How far it got. */
    public enum Phase {
        /** {@code start} was there; what it brought up may still be up. */
        STARTED,
        /** A {@code run} is measuring, or died while it did. */
        RUNNING
    }

    /** The same session in another phase, entered by this process. */
    public StartedSession in(Phase next, int plannedTrials) {
        return entered(id, module, driver, seed, next, started, plannedTrials);
    }

    static StartedSession entered(
            String id, String module, String driver, long seed, Phase phase, Instant started, int trials) {
        ProcessHandle self = ProcessHandle.current();
        return new StartedSession(id, module, driver, seed, phase, self.pid(), startOf(self), started, trials);
    }

    /** Whether the process that entered it lives. */
    public boolean alive() {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        return process.isPresent()
                && process.get().isAlive()
                && (pidStarted == 0 || startOf(process.get()) == pidStarted);
    }

    private static long startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::getEpochSecond).orElse(0L);
    }
}
