package io.github.kongperf.result;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The file of a run, schema 1. */
final class RunJson {

    private static final String MEASURED = "measured";
    private static final String FAILED = "failed";
    private static final Pattern STATUS = Pattern.compile("[0-9]{3}");

    private RunJson() {}

    static ObjectNode write(String sessionId, Run run) {
        ObjectNode file = ResultJson.file()
                .put("session", sessionId)
                .put("scenario", run.id().scenario())
                .put("case", run.id().caseName())
                .put("block", run.id().block())
                .put("subject", run.id().subject())
                .put("order", run.order())
                .put("started", run.started().toString())
                .put("warmup_ms", ResultJson.millis(run.warmup()));
        if (run.outcome() instanceof Outcome.Failed failed) {
            file.put("outcome", FAILED).put("reason", failed.reason());
        } else {
            file.put("outcome", MEASURED);
        }
        List<Slice> slices = run.outcome().slices();
        if (!slices.isEmpty()) {
            file.set("summary", summary(slices));
        }
        ArrayNode array = file.putArray("slices");
        slices.forEach(slice -> array.add(write(slice)));
        run.conditions().values().forEach(file.putObject("conditions")::put);
        return file;
    }

    static Run read(String sessionId, Fields file) {
        file.ofSession(sessionId);
        return new Run(
                new TrialId(file.text("scenario"), file.text("case"), file.smallWhole("block"), file.text("subject")),
                file.smallWhole("order"),
                file.instant("started"),
                file.millis("warmup_ms"),
                new Conditions(file.fields("conditions").textsByName()),
                outcome(file));
    }

    private static Outcome outcome(Fields file) {
        List<Slice> slices = file.list("slices").stream().map(RunJson::slice).toList();
        String outcome = file.text("outcome");
        return switch (outcome) {
            case MEASURED -> new Outcome.Measured(slices);
            case FAILED -> new Outcome.Failed(file.text("reason"), slices);
            default ->
                throw new IllegalArgumentException(
                        "'outcome' should be \"%s\" or \"%s\", not \"%s\"".formatted(MEASURED, FAILED, outcome));
        };
    }

    private static ObjectNode write(Slice slice) {
        Measurement measurement = slice.measurement();
        ObjectNode json = ResultJson.object()
                .put("order", slice.order())
                .put("started", slice.started().toString())
                .put("duration_ms", ResultJson.millis(measurement.duration()));
        ObjectNode statuses = json.putObject("statuses");
        measurement.statuses().forEach((status, count) -> statuses.put("%03d".formatted(status), count));
        ObjectNode errors = json.putObject("errors");
        measurement.errors().forEach((kind, count) -> errors.put(kind.key(), count));
        json.put("bytes_read", measurement.bytesRead());
        ObjectNode cpu = json.putObject("cpu_us");
        slice.cpu().forEach((role, time) -> cpu.put(role.key(), ResultJson.micros(time)));
        slice.memory().ifPresent(bytes -> json.put("memory_bytes", bytes));
        slice.host()
                .ifPresent(host -> json.putObject("host_cpu_us")
                        .put("busy", ResultJson.micros(host.busy()))
                        .put("stolen", ResultJson.micros(host.stolen()))
                        .put("all", ResultJson.micros(host.all())));
        slice.idleCpu().ifPresent(time -> json.put("idle_cpu_us", ResultJson.micros(time)));
        json.put("latencies_hdr", measurement.latencies().encoded());
        measurement.schedule().ifPresent(schedule -> json.set("schedule", write(schedule)));
        return json;
    }

    private static Slice slice(Fields json) {
        return new Slice(
                json.smallWhole("order"),
                json.instant("started"),
                new Measurement(
                        json.millis("duration_ms"),
                        statuses(json.fields("statuses").countsByName()),
                        errors(json.fields("errors").countsByName()),
                        json.count("bytes_read"),
                        Latencies.decode(json.text("latencies_hdr")),
                        json.has("schedule") ? Optional.of(schedule(json.fields("schedule"))) : Optional.empty()),
                cpu(json.fields("cpu_us").microsByName()),
                json.has("memory_bytes") ? OptionalLong.of(json.count("memory_bytes")) : OptionalLong.empty(),
                json.has("host_cpu_us") ? Optional.of(host(json.fields("host_cpu_us"))) : Optional.empty(),
                json.has("idle_cpu_us") ? Optional.of(json.micros("idle_cpu_us")) : Optional.empty());
    }

    private static Slice.Host host(Fields json) {
        return new Slice.Host(json.micros("busy"), json.micros("stolen"), json.micros("all"));
    }

    private static ObjectNode write(Schedule schedule) {
        return ResultJson.object()
                .put("rate_per_s", ResultJson.number(schedule.rate()))
                .put("due", schedule.due())
                .put("sent", schedule.sent())
                .put("since_due_hdr", schedule.sinceDue().encoded());
    }

    private static Schedule schedule(Fields json) {
        return new Schedule(
                json.number("rate_per_s"),
                json.count("due"),
                json.count("sent"),
                Latencies.decode(json.text("since_due_hdr")));
    }

    private static Map<Integer, Long> statuses(Map<String, Long> byName) {
        Map<Integer, Long> statuses = new TreeMap<>();
        byName.forEach((status, count) -> {
            if (!STATUS.matcher(status).matches()) {
                throw new IllegalArgumentException("'%s' is no status code".formatted(status));
            }
            statuses.put(Integer.valueOf(status), count);
        });
        return statuses;
    }

    private static Map<ErrorKind, Long> errors(Map<String, Long> byName) {
        Map<ErrorKind, Long> errors = new EnumMap<>(ErrorKind.class);
        for (ErrorKind kind : ErrorKind.values()) {
            if (byName.containsKey(kind.key())) {
                errors.put(kind, byName.get(kind.key()));
            }
        }
        // Ignored, errors of a kind that a newer version counts would look like no errors.
        if (errors.size() < byName.size()) {
            throw new IllegalArgumentException(
                    "counts errors (%s) of a kind that this Kong Perf does not know; upgrade it to read this"
                            .formatted(String.join(", ", byName.keySet())));
        }
        return errors;
    }

    private static Map<Role, Duration> cpu(Map<String, Duration> byName) {
        Map<Role, Duration> cpu = new EnumMap<>(Role.class);
        for (Role role : Role.values()) {
            if (byName.containsKey(role.key())) {
                cpu.put(role, byName.get(role.key()));
            }
        }
        return cpu;
    }

    /** For whoever reads the file by eye: what the slices say as a whole. Nothing reads it. */
    private static ObjectNode summary(List<Slice> slices) {
        Measurement all =
                Measurement.merged(slices.stream().map(Slice::measurement).toList());
        ObjectNode json = ResultJson.object()
                .put("throughput_per_s", rounded(all.throughput()))
                .put("answers", all.answers())
                .put("failures", all.failures());
        Latencies latencies = all.schedule().map(Schedule::sinceDue).orElse(all.latencies());
        if (latencies.count() > 0) {
            json.put("p50_us", ResultJson.micros(latencies.percentile(50)))
                    .put("p90_us", ResultJson.micros(latencies.percentile(90)))
                    .put("p99_us", ResultJson.micros(latencies.percentile(99)))
                    .put("max_us", ResultJson.micros(latencies.max()));
        }
        return json;
    }

    private static BigDecimal rounded(double value) {
        return ResultJson.plain(new BigDecimal(value).setScale(3, RoundingMode.HALF_UP));
    }
}
