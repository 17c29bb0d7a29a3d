package io.github.kongperf.load.jvm;

import io.github.kongperf.load.LoadOptions;
import io.github.kongperf.result.ErrorKind;
import io.github.kongperf.result.Latencies;
import io.github.kongperf.result.Measurement;
import io.github.kongperf.result.Schedule;
import io.github.kongperf.scenario.Rate;
import io.github.kongperf.scenario.Request;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What {@link GeneratorProcess} and whoever started it say to each other: a line of JSON each, after a line with the token. */
final class Messages {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Messages() {}

    /**
     * To the process.
     *
     * @param load of which it speaks: a number that the asker chose
     * @param begin what to begin; null: the load is to end now
     */
    record Order(long load, @Nullable Load begin) {}

    /**
     * From the process, once for each load, when it is over.
     *
     * @param measured null if it failed
     * @param failed why; null if it was measured
     */
    record Report(
            long load,
            long cpuNanos,
            @Nullable Measured measured,
            @Nullable String failed) {}

    /** @param rate null: as fast as possible */
    record Load(
            URI target,
            int connections,
            int threads,
            long nanos,
            @Nullable Double rate,
            long timeoutNanos,
            List<Ask> requests,
            long seed) {

        static Load of(URI target, LoadOptions load) {
            return new Load(
                    target,
                    load.connections(),
                    load.threads(),
                    load.duration().toNanos(),
                    load.rate() instanceof Rate.Constant constant ? constant.perSecond() : null,
                    load.timeout().toNanos(),
                    load.requests().stream().map(Ask::of).toList(),
                    load.seed());
        }

        LoadOptions options() {
            return new LoadOptions(
                    connections,
                    threads,
                    Duration.ofNanos(nanos),
                    rate == null ? new Rate.AsFastAsPossible() : new Rate.Constant(rate),
                    Duration.ofNanos(timeoutNanos),
                    requests.stream().map(Ask::request).toList(),
                    seed);
        }
    }

    /** A request; {@code headers} keep their order. */
    record Ask(
            String method,
            String path,
            LinkedHashMap<String, String> headers,
            @Nullable String body) {
        static Ask of(Request request) {
            return new Ask(
                    request.method(),
                    request.path(),
                    new LinkedHashMap<>(request.headers()),
                    request.body().orElse(null));
        }

        Request request() {
            return new Request(method, path, headers, Optional.ofNullable(body));
        }
    }

    /** A measurement; histograms in HdrHistogram's V2 encoding, as in results. */
    record Measured(
            long nanos,
            Map<Integer, Long> statuses,
            Map<ErrorKind, Long> errors,
            long bytesRead,
            String latencies,
            @Nullable Scheduled schedule) {

        static Measured of(Measurement measurement) {
            return new Measured(
                    measurement.duration().toNanos(),
                    measurement.statuses(),
                    measurement.errors(),
                    measurement.bytesRead(),
                    measurement.latencies().encoded(),
                    measurement.schedule().map(Scheduled::of).orElse(null));
        }

        Measurement measurement() {
            return new Measurement(
                    Duration.ofNanos(nanos),
                    statuses,
                    errors,
                    bytesRead,
                    Latencies.decode(latencies),
                    Optional.ofNullable(schedule).map(Scheduled::schedule));
        }
    }

    /** What the open model adds. */
    record Scheduled(double rate, long due, long sent, String sinceDue) {
        static Scheduled of(Schedule schedule) {
            return new Scheduled(
                    schedule.rate(),
                    schedule.due(),
                    schedule.sent(),
                    schedule.sinceDue().encoded());
        }

        Schedule schedule() {
            return new Schedule(rate, due, sent, Latencies.decode(sinceDue));
        }
    }

    static String line(Object message) {
        return JSON.writeValueAsString(message) + "\n";
    }

    /** @throws tools.jackson.core.JacksonException if the line is no such message */
    static <T> T read(String line, Class<T> kind) {
        return JSON.readValue(line, kind);
    }
}
