package io.github.kongperf.result;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code session.json}, schema 1. */
final class SessionJson {

    /** Metrics with their units, as names of fields. */
    private static final Map<String, Metric> GOALS = goalNames();

    private SessionJson() {}

    static ObjectNode write(Session session) {
        ObjectNode file = ResultJson.file()
                .put("id", session.id())
                .put("started", session.started().toString())
                .put("tool", session.tool())
                .put("driver", session.driver())
                .put("gateway", session.gateway())
                .put("is_kong", session.isKong())
                .put("command", session.command())
                .put("seed", session.seed())
                .put("blocks", session.blocks());
        session.looks().forEach(file.putArray("looks")::add);
        file.put("error_rate", ResultJson.number(session.errorRate()));
        file.put("pairing", session.pairing().key());
        ArrayNode subjects = file.putArray("subjects");
        session.subjects().forEach(subject -> subjects.add(write(subject)));
        ArrayNode cases = file.putArray("cases");
        session.cases().forEach(planned -> cases.add(write(planned)));
        session.conditions().values().forEach(file.putObject("conditions")::put);
        return file;
    }

    static Session read(Fields file) {
        return new Session(
                file.text("id"),
                file.instant("started"),
                file.text("tool"),
                file.text("driver"),
                file.text("gateway"),
                file.flag("is_kong"),
                file.text("command"),
                file.whole("seed"),
                file.smallWhole("blocks"),
                file.wholes("looks"),
                file.number("error_rate"),
                pairing(file.text("pairing")),
                file.list("subjects").stream().map(SessionJson::subject).toList(),
                file.list("cases").stream().map(SessionJson::plannedCase).toList(),
                new Conditions(file.fields("conditions").textsByName()));
    }

    private static Session.Pairing pairing(String key) {
        return Arrays.stream(Session.Pairing.values())
                .filter(pairing -> pairing.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("pairing: '%s' is not known".formatted(key)));
    }

    private static ObjectNode write(Session.Subject subject) {
        ObjectNode json = ResultJson.object().put("name", subject.name()).put("version", subject.version());
        subject.variant().ifPresent(variant -> json.put("variant", variant));
        subject.baseline().ifPresent(baseline -> json.put("baseline", baseline));
        return json;
    }

    private static Session.Subject subject(Fields json) {
        return new Session.Subject(
                json.text("name"), json.text("version"), json.maybeText("variant"), json.maybeText("baseline"));
    }

    private static ObjectNode write(Session.PlannedCase planned) {
        ObjectNode json =
                ResultJson.object().put("scenario", planned.scenario()).put("name", planned.name());
        planned.tags().forEach(json.putArray("tags")::add);
        ObjectNode axis = json.putObject("axis");
        new TreeMap<>(planned.axis()).forEach((name, value) -> axis.put(name, ResultJson.number(value)));
        planned.subjects().forEach(json.putArray("subjects")::add);
        json.put("load", planned.load())
                .put("duration_ms", ResultJson.millis(planned.duration()))
                .put("warmup_ms", ResultJson.millis(planned.warmup()));
        planned.expect().forEach(json.putArray("expect")::add);
        json.put("decide", planned.decide().key()).put("margin", ResultJson.number(planned.margin()));
        ObjectNode goals = json.putObject("goals");
        for (Metric metric : Metric.values()) {
            if (planned.goals().containsKey(metric)) {
                goals.put(goalName(metric), ResultJson.number(planned.goals().get(metric)));
            }
        }
        planned.profilers().forEach(json.putArray("profilers")::add);
        return json;
    }

    private static Session.PlannedCase plannedCase(Fields json) {
        return new Session.PlannedCase(
                json.text("scenario"),
                json.text("name"),
                json.texts("tags"),
                json.fields("axis").numbersByName(),
                json.texts("subjects"),
                json.text("load"),
                json.millis("duration_ms"),
                json.millis("warmup_ms"),
                json.wholes("expect"),
                decide(json.text("decide")),
                json.number("margin"),
                goals(json.fields("goals")),
                json.has("profilers") ? json.texts("profilers") : List.of());
    }

    private static Metric decide(String key) {
        return Metric.named(key)
                .orElseThrow(() -> new IllegalArgumentException(
                        "decides by '%s', a metric that this Kong Perf does not know; upgrade it to read this"
                                .formatted(key)));
    }

    private static Map<Metric, Double> goals(Fields json) {
        Map<Metric, Double> goals = new EnumMap<>(Metric.class);
        json.numbersByName().forEach((name, bound) -> {
            Metric metric = GOALS.get(name);
            // Ignored, a goal would count as met.
            if (metric == null) {
                throw new IllegalArgumentException(
                        "has a goal '%s', which this Kong Perf does not know; upgrade it to read this".formatted(name));
            }
            goals.put(metric, bound);
        });
        return goals;
    }

    private static Map<String, Metric> goalNames() {
        Map<String, Metric> names = new TreeMap<>();
        List.of(Metric.values()).forEach(metric -> names.put(goalName(metric), metric));
        return names;
    }

    private static String goalName(Metric metric) {
        return switch (metric) {
            case THROUGHPUT -> "throughput_per_s";
            case P50 -> "p50_ms";
            case P90 -> "p90_ms";
            case P99 -> "p99_ms";
            case P99_9 -> "p99_9_ms";
            case MAX -> "max_ms";
            case MEAN -> "mean_ms";
            case CPU -> "cpu_us_per_request";
            case MEMORY -> "memory_mib";
        };
    }
}
