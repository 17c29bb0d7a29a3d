package io.github.kongperf.result;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Sessions and runs for tests, with every field that there is. */
final class Samples {

    static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

    private Samples() {}

    static Session session(String id) {
        return new Session(
                id,
                NOON,
                "0.1.0",
                "embedded",
                "a proxy inside Maven, not Kong",
                false,
                "mvn kong-perf:run -Dkong-perf.seed=9007199254740993",
                9_007_199_254_740_993L, // one that a double can't hold
                2,
                List.of(1, 2),
                0.01,
                Session.Pairing.BLOCKS,
                List.of(
                        new Session.Subject("embedded", "embedded", Optional.empty(), Optional.empty()),
                        new Session.Subject(
                                "embedded with burn", "embedded", Optional.of("burn"), Optional.of("embedded"))),
                List.of(
                        plannedCase(
                                "single_route",
                                Map.of(),
                                Map.of(
                                        Metric.THROUGHPUT, 1000.0,
                                        Metric.P50, 5.0,
                                        Metric.P90, 10.0,
                                        Metric.P99, 20.0,
                                        Metric.P99_9, 40.5,
                                        Metric.MAX, 1e3,
                                        Metric.MEAN, 7.0,
                                        Metric.CPU, 12.5,
                                        Metric.MEMORY, 512.0)),
                        plannedCase("random_routes routes=50", Map.of("routes", 50.0), Map.of())),
                new Conditions(Map.of("host.kernel", "6.1.0", "host.name", "lab")));
    }

    static TrialId trial(int block, String subject) {
        return new TrialId("simple", "single_route", block, subject);
    }

    static Run measured(TrialId id) {
        return run(id, new Outcome.Measured(List.of(slice(0, Map.of(200, 3L)), slice(2, Map.of(200, 2L, 502, 1L)))));
    }

    static Run failed(TrialId id) {
        return run(id, new Outcome.Failed("gateway did not come up in 60 s; see its error log", List.of()));
    }

    static Run failedHalfway(TrialId id) {
        return run(id, new Outcome.Failed("the gateway died; see its error log", List.of(slice(0, Map.of(200, 3L)))));
    }

    static Run openModel(TrialId id) {
        Measurement measurement = new Measurement(
                Duration.ofSeconds(1),
                Map.of(200, 3L),
                Map.of(),
                300,
                Latencies.ofMicros(100, 200, 300),
                Optional.of(new Schedule(3.5, 4, 3, Latencies.ofMicros(100, 200, 990_000))));
        return run(id, new Outcome.Measured(List.of(new Slice(0, NOON, measurement, Map.of()))));
    }

    static Run withoutAnswers(TrialId id) {
        Measurement measurement = new Measurement(
                Duration.ofSeconds(1), Map.of(), Map.of(ErrorKind.CONNECT, 7L), 0, Latencies.none(), Optional.empty());
        return run(id, new Outcome.Measured(List.of(new Slice(0, NOON, measurement, Map.of()))));
    }

    /** With an error of the kind WRITE, a status that was not read, memory, what the machine did, and others that were idle. */
    static Run withReadings(TrialId id) {
        Measurement measurement = new Measurement(
                Duration.ofSeconds(1),
                Map.of(200, 1L, Measurement.UNREAD_ERROR_STATUS, 1L),
                Map.of(ErrorKind.WRITE, 1L),
                10,
                Latencies.ofMicros(100),
                Optional.empty());
        return run(
                id,
                new Outcome.Measured(List.of(new Slice(
                        0,
                        NOON,
                        measurement,
                        Map.of(),
                        OptionalLong.of(64 * 1024 * 1024),
                        Optional.of(new Slice.Host(
                                Duration.ofMillis(900), Duration.ofMillis(100), Duration.ofMillis(2000))),
                        Optional.of(Duration.ofNanos(1_234_567))))));
    }

    /** All shapes that a run can have. */
    /** Sampled, with all that a profile may have. */
    static Profile profile(TrialId id, String profiler) {
        StackSamples samples = new StackSamples(
                profiler,
                99,
                java.time.Duration.ofMillis(10_250),
                2,
                Map.of(
                        "access kong/router.lua;match kong/router.lua;[compiled]",
                        40L,
                        "access kong/router.lua;[GC]",
                        2L),
                42,
                1,
                Optional.of(new StackSamples.Traces(12, Map.of("NYI: bytecode 51 at kong/router.lua:12", 3L), 1)));
        return new Profile(
                id,
                profiler,
                NOON,
                new Conditions(Map.of("host.name", "bench")),
                new Profile.Sampled(samples, 12_345, Optional.of(java.time.Duration.ofNanos(9_876_543_210L))));
    }

    /** One that nothing was sampled for. */
    static Profile failedProfile(TrialId id, String profiler) {
        return new Profile(id, profiler, NOON, Conditions.none(), new Profile.Failed("there is no program 'perf'"));
    }

    static List<Run> everyShape() {
        TrialId id = trial(1, "embedded");
        return List.of(
                measured(id), failed(id), failedHalfway(id), openModel(id), withoutAnswers(id), withReadings(id));
    }

    static Run run(TrialId id, Outcome outcome) {
        return new Run(
                id,
                1,
                NOON.plusNanos(123_456_789),
                Duration.ofMillis(500),
                new Conditions(Map.of("host.load_before", "0.12", "gateway.config", "{\"a\": \"ü\"}")),
                outcome);
    }

    static Slice slice(int order, Map<Integer, Long> statuses) {
        return new Slice(
                order,
                NOON.plusSeconds(order),
                new Measurement(
                        Duration.ofNanos(1_000_042_317),
                        statuses,
                        Map.of(ErrorKind.TIMEOUT, 1L, ErrorKind.CONNECT, 2L, ErrorKind.READ, 3L, ErrorKind.CLOSED, 4L),
                        1234,
                        Latencies.ofMicros(900, 1000, 25_000),
                        Optional.empty()),
                Map.of(
                        Role.GATEWAY, Duration.ofNanos(1_234_567),
                        Role.UPSTREAM, Duration.ofMillis(2),
                        Role.GENERATOR, Duration.ofMillis(3),
                        Role.DATABASE, Duration.ZERO));
    }

    private static Session.PlannedCase plannedCase(String name, Map<String, Double> axis, Map<Metric, Double> goals) {
        return new Session.PlannedCase(
                "simple",
                name,
                List.of("simple", "no_plugins"),
                axis,
                List.of("embedded", "embedded with burn"),
                "100 connections, as fast as they go: GET /s1-r1",
                Duration.ofSeconds(3),
                Duration.ofMillis(1500),
                List.of(200, 204),
                Metric.THROUGHPUT,
                0.03,
                goals);
    }
}
