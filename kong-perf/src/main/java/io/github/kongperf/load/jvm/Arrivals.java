package io.github.kongperf.load.jvm;

/**
 * The times at which one of several threads has a request due. All threads' together are evenly spaced, the first at 0: thread
 * i of n has the requests i, i + n, i + 2n, …
 *
 * @param perSecond of all threads
 * @param thread from 0
 */
record Arrivals(double perSecond, int thread, int threads) {

    /** When request {@code index} of this thread is due: nanoseconds since the start. */
    long at(long index) {
        return Math.round((thread + (double) index * threads) * 1e9 / perSecond);
    }

    /** How many requests of this thread are due before {@code nanos} since the start have passed. */
    long before(long nanos) {
        // Beginning with an estimate that is at most one off, for the rounding of at() decides.
        long count = Math.max(0, (long) ((nanos * perSecond / 1e9 - thread) / threads));
        while (count > 0 && at(count - 1) >= nanos) {
            count--;
        }
        while (at(count) < nanos) {
            count++;
        }
        return count;
    }
}
