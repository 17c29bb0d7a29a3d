package io.github.kongperf.result;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What came of a trial in which a subject was profiled. It is never measured: a profiler costs time. One file.
 *
 * @param id its block counts those in which the case was profiled with this profiler, from 1
 * @param profiler name of the profiler
 */
public record Profile(TrialId id, String profiler, Instant started, Conditions conditions, Outcome outcome) {

    /** What was sampled, or why nothing was. */
    public sealed interface Outcome {}

    /**
     * @param answers that the subject gave while it was sampled
     * @param cpu CPU time that its gateway used meanwhile; empty if it was not read
     */
    public record Sampled(StackSamples samples, long answers, Optional<Duration> cpu) implements Outcome {

        /** CPU time of the gateway for each answer in µs; empty if it was not read, or there was no answer. */
        public OptionalDouble cpuPerAnswer() {
            return cpu.isEmpty() || answers == 0
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(cpu.get().toNanos() / 1e3 / answers);
        }
    }

    /** @param reason what happened, to what, and what to do about it */
    public record Failed(String reason) implements Outcome {}

    /** Empty if there are none. */
    public Optional<Sampled> sampled() {
        return outcome instanceof Sampled sampled ? Optional.of(sampled) : Optional.empty();
    }

    /** Why there are no samples; empty if there are. */
    public Optional<String> failure() {
        return outcome instanceof Failed failed ? Optional.of(failed.reason()) : Optional.empty();
    }
}
