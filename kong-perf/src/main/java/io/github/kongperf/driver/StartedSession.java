package io.github.kongperf.driver;

import java.time.Instant;

/**
 * A session that was begun on this machine and not yet ended, as later goals and later Mavens find it.
 *
 * @param module folder of the Maven module that it belongs to
 * @param phase what {@code process} was about
 * @param process that entered it last
 * @param trials how many the plan has; 0 before there is one
 */
public record StartedSession(
        String id,
        String module,
        String driver,
        long seed,
        Phase phase,
        ProcessIdentity process,
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
        return new StartedSession(id, module, driver, seed, phase, ProcessIdentity.own(), started, trials);
    }

    /** Of the process that entered it. */
    public long pid() {
        return process.pid();
    }

    /** Whether the process that entered it lives, or is another machine's, of which nothing is known here. */
    public boolean alive() {
        return process.alive();
    }

    /** Whether it belongs to a process that lives and is not this one, so that nobody else may touch it. */
    public boolean others() {
        return alive() && !process.equals(ProcessIdentity.own());
    }
}
