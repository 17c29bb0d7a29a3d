package io.github.kongperf.load.jvm;

import io.github.kongperf.result.ErrorKind;
import io.github.kongperf.result.Latencies;
import io.github.kongperf.result.Measurement;
import io.github.kongperf.result.Schedule;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** What one thread has counted. */
final class Tally {

    private final long[] statuses = new long[1000];
    private final Map<ErrorKind, Long> errors = new EnumMap<>(ErrorKind.class);
    private final Histogram sinceSent = new Histogram(Latencies.DIGITS);
    private final Histogram sinceDue = new Histogram(Latencies.DIGITS);
    private final Histogram waiting = new Histogram(Latencies.DIGITS);
    private long bytesRead;
    private long due;
    private long sent;

    void read(int bytes) {
        bytesRead += bytes;
    }

    void answer(int status, long nanosSinceSent) {
        statuses[status]++;
        sinceSent.recordValue(nanosSinceSent / 1000);
    }

    void sinceDue(long nanos) {
        sinceDue.recordValue(nanos / 1000);
    }

    void error(ErrorKind kind) {
        errors.merge(kind, 1L, Long::sum);
    }

    /** Notes {@code count} requests that had no answer when time was over, about {@code nanos} after they were due. */
    void unanswered(long nanos, long count) {
        waiting.recordValueWithCount(nanos / 1000, count);
    }

    /** Notes how many requests were due, and sent, in the time. */
    void schedule(long dueRequests, long sentRequests) {
        due = dueRequests;
        sent = sentRequests;
    }

    /** @param rate requests per second that were wanted; empty in the closed model */
    static Measurement measurement(List<Tally> parts, Duration duration, Optional<Double> rate) {
        Tally sum = new Tally();
        parts.forEach(sum::add);
        Map<Integer, Long> statuses = new TreeMap<>();
        for (int status = 0; status < sum.statuses.length; status++) {
            if (sum.statuses[status] > 0) {
                statuses.put(status, sum.statuses[status]);
            }
        }
        return new Measurement(
                duration,
                statuses,
                sum.errors,
                sum.bytesRead,
                Latencies.of(sum.sinceSent),
                rate.map(perSecond -> new Schedule(perSecond, sum.due, sum.sent, sum.latenciesSinceDue())));
    }

    private void add(Tally part) {
        for (int status = 0; status < statuses.length; status++) {
            statuses[status] += part.statuses[status];
        }
        part.errors.forEach((kind, count) -> errors.merge(kind, count, Long::sum));
        sinceSent.add(part.sinceSent);
        sinceDue.add(part.sinceDue);
        waiting.add(part.waiting);
        bytesRead += part.bytesRead;
        due += part.due;
        sent += part.sent;
    }

    /**
     * The latencies since due of answers, and of requests that waited longer than usual when time was over. To leave those out
     * would hide a target that stands still at the end; what had waited for no longer than the median tells nothing about the
     * long latencies, and would make the short ones shorter than they are.
     */
    private Latencies latenciesSinceDue() {
        Histogram all = sinceDue.copy();
        long usual = sinceDue.getTotalCount() == 0 ? -1 : sinceDue.getValueAtPercentile(50);
        waiting.recordedValues().forEach(bucket -> {
            long micros = bucket.getValueIteratedTo();
            if (micros > usual) {
                all.recordValueWithCount(micros, bucket.getCountAtValueIteratedTo());
            }
        });
        return Latencies.of(all);
    }
}
