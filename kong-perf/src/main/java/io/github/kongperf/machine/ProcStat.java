package io.github.kongperf.machine;

import java.time.Duration;

/**
 * What a line of {@code /proc/<pid>/stat} says.
 *
 * @param state as a letter; Z for a process that has ended and waits for its parent to look
 * @param cpu time of all its threads, also of those that have ended, in steps of 10 ms
 * @param reaped the same of children that have ended and were waited for, with theirs
 */
record ProcStat(long pid, String name, char state, long parent, Duration cpu, Duration reaped, int threads) {

    private static final int STATE = 0;
    private static final int PARENT = 1;
    private static final int USER = 11;
    private static final int SYSTEM = 12;
    private static final int CHILDREN_USER = 13;
    private static final int CHILDREN_SYSTEM = 14;
    private static final int THREADS = 17;

    /** @throws IllegalArgumentException if it is no such line */
    static ProcStat parse(String line) {
        // A name may hold anything, so what comes after it begins at the last parenthesis.
        int open = line.indexOf('(');
        int close = line.lastIndexOf(')');
        String[] fields =
                close < 0 ? new String[0] : line.substring(close + 1).strip().split(" ", -1);
        if (open < 1 || fields.length <= THREADS) {
            throw new IllegalArgumentException("expected a line of /proc/<pid>/stat, but got: " + line);
        }
        try {
            return new ProcStat(
                    Long.parseLong(line.substring(0, open).strip()),
                    line.substring(open + 1, close),
                    fields[STATE].charAt(0),
                    Long.parseLong(fields[PARENT]),
                    ticks(Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM])),
                    ticks(Long.parseLong(fields[CHILDREN_USER]) + Long.parseLong(fields[CHILDREN_SYSTEM])),
                    Integer.parseInt(fields[THREADS]));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("expected a line of /proc/<pid>/stat, but got: " + line, e);
        }
    }

    /** Whether it has ended. */
    boolean ended() {
        return state == 'Z' || state == 'X';
    }

    /** Linux counts for programs in hundredths of a second, whatever its own clock does. */
    static Duration ticks(long count) {
        return Duration.ofMillis(Math.multiplyExact(count, 10L));
    }
}
