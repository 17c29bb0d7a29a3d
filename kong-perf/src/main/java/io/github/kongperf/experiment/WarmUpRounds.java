package io.github.kongperf.experiment;

import java.time.Duration;

/**
 * How the warm-up of subjects that are up together is cut: in each round each of them gets one slice, so all are warmed equally
 * long.
 *
 * @param slice how long a slice is
 * @param least rounds that there are in any case
 * @param most rounds after which it ends, stable or not
 */
record WarmUpRounds(Duration slice, int least, int most) {

    private static final Duration LONGEST = Duration.ofSeconds(1);

    /** How many times the least warm-up may be spent on subjects that get no stable. */
    private static final int LIMIT = 3;

    /**
     * At least two slices, for one alone can't be compared.
     *
     * @param least how long each subject is warmed at least; zero: not at all
     * @param over how much of it is over, under another load
     */
    static WarmUpRounds of(Duration least, Duration over) {
        if (least.isZero()) {
            return new WarmUpRounds(LONGEST, 0, 0);
        }
        Duration left = least.minus(over);
        if (left.isNegative() || left.isZero()) {
            return new WarmUpRounds(LONGEST, 0, most(least, over, LONGEST));
        }
        int seconds = (int) Math.ceil((double) left.toMillis() / LONGEST.toMillis());
        int rounds = Math.max(over.isZero() ? 2 : 1, seconds);
        Duration slice = left.dividedBy(rounds);
        return new WarmUpRounds(slice, rounds, most(least, over, slice));
    }

    private static int most(Duration least, Duration over, Duration slice) {
        return (int) Math.max(0, least.multipliedBy(LIMIT).minus(over).dividedBy(slice));
    }
}
