package io.github.kongperf.scenario;

import io.github.kongperf.result.Metric;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** Turns a document in which nothing is wrong into records, with the defaults that the schema documents. */
final class ScenarioBuilder {

    private static final Duration DEFAULT_DURATION = Duration.ofSeconds(3);
    private static final Duration DEFAULT_WARMUP = Duration.ofSeconds(3);
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(2);

    private final YamlDocument document;
    private final Path folder;

    /** @param folder where relative paths begin */
    ScenarioBuilder(YamlDocument document, Path folder) {
        this.document = document;
        this.folder = folder;
    }

    Scenario scenario() {
        return new Scenario(
                text("/scenario").orElseThrow(),
                tags(""),
                upstream(),
                kong(),
                each("/variants", this::variant),
                each("/cases", this::workload));
    }

    private Upstream upstream() {
        int ports = number("/upstream/ports", 1);
        Optional<String> nginx = text("/upstream/nginx");
        return new Upstream(ports, nginx.isPresent() ? new Upstream.Nginx(nginx.get()) : respond("/upstream/respond"));
    }

    private Upstream.Respond respond(String at) {
        return new Upstream.Respond(
                number(at + "/status", 200),
                text(at + "/body").orElse(""),
                texts(at + "/headers"),
                duration(at + "/delay", Duration.ZERO));
    }

    private Kong kong() {
        return new Kong(
                database(),
                settings("/kong/config"),
                content("/kong"),
                each("/kong/plugins", this::plugin),
                each("/kong/nodes", at -> new Kong.Node(text(at + "/name").orElseThrow(), settings(at + "/config"))));
    }

    private Kong.Database database() {
        String kind =
                text("/kong/database/kind").or(() -> text("/kong/database")).orElse("off");
        boolean separate = document.at("/kong/database/separate").asBoolean(false);
        return new Kong.Database(Kong.Database.Kind.valueOf(kind.toUpperCase(Locale.ROOT)), separate);
    }

    private Kong.Content content(String at) {
        return new Kong.Content(path(at + "/entities"), path(at + "/sql"), path(at + "/dump"));
    }

    private Kong.Plugin plugin(String at) {
        return new Kong.Plugin(text(at + "/name").orElseThrow(), path(at + "/from"));
    }

    private Variant variant(String at) {
        return new Variant(
                text(at + "/name").orElseThrow(),
                settings(at + "/config"),
                content(at),
                each(at + "/plugins", this::plugin));
    }

    private Case workload(String at) {
        Metric decide = text(at + "/decide").flatMap(Metric::named).orElse(defaultMetric(at));
        return new Case(
                text(at + "/name").orElseThrow(),
                tags(at),
                load(at + "/load"),
                decide,
                text(at + "/margin").map(Percents::parse).orElse(decide.defaultMargin()),
                goals(at + "/goals"),
                profiling(at + "/profile"),
                text(at + "/order").map(name -> choice(Case.Order.class, name)).orElse(Case.Order.SIDE_BY_SIDE),
                axis(at + "/matrix"),
                each(at + "/during", this::change));
    }

    private Profiling profiling(String at) {
        boolean named = document.at(at).isArray();
        return new Profiling(
                each(named ? at : at + "/profilers", document::text),
                text(at + "/node"),
                document.at(at + "/workers").isNumber()
                        ? OptionalInt.of(number(at + "/workers", 1))
                        : OptionalInt.empty(),
                duration(at + "/duration", Profiling.DEFAULT_DURATION),
                number(at + "/blocks", Profiling.DEFAULT_BLOCKS));
    }

    private Metric defaultMetric(String at) {
        return document.at(at + "/load/rate").isMissingNode() ? Metric.THROUGHPUT : Metric.P99;
    }

    private Map<Metric, Double> goals(String at) {
        Map<Metric, Double> goals = new EnumMap<>(Metric.class);
        texts(at).forEach((name, value) -> {
            Metric metric = Metric.named(name).orElseThrow();
            goals.put(metric, Goals.value(metric, value));
        });
        return goals;
    }

    private Optional<Case.Axis> axis(String at) {
        return document.at(at).propertyNames().stream()
                .findFirst()
                .map(name -> new Case.Axis(
                        name,
                        each(
                                YamlDocument.child(at, name),
                                value -> document.at(value).asDouble())));
    }

    private Case.Change change(String at) {
        return new Case.Change(
                duration(at + "/every", DEFAULT_DURATION),
                target(at + "/request/target", Load.Target.ADMIN),
                text(at + "/request/node"),
                request(at + "/request"));
    }

    private Load load(String at) {
        int connections = number(at + "/connections", 100);
        return new Load(
                connections,
                number(at + "/threads", CaseChecks.defaultThreads(connections)),
                duration(at + "/duration", DEFAULT_DURATION),
                duration(at + "/warmup", DEFAULT_WARMUP),
                duration(at + "/timeout", DEFAULT_TIMEOUT),
                expect(at + "/expect"),
                rate(at + "/rate"),
                requests(at),
                target(at + "/target", Load.Target.PROXY),
                text(at + "/node"),
                text(at + "/engine").map(name -> choice(Load.Engine.class, name)),
                path(at + "/script").map(ScenarioBuilder::read));
    }

    private List<Integer> expect(String at) {
        JsonNode expect = document.at(at);
        return expect.isNumber()
                ? List.of(expect.asInt())
                : each(at, status -> document.at(status).asInt());
    }

    private Rate rate(String at) {
        JsonNode rate = document.at(at);
        return rate.isNumber() ? new Rate.Constant(rate.asDouble()) : new Rate.AsFastAsPossible();
    }

    private List<Request> requests(String at) {
        List<Request> requests = each(at + "/requests", this::request);
        return requests.isEmpty() ? List.of(Request.get(text(at + "/path").orElse("/"))) : requests;
    }

    private Request request(String at) {
        JsonNode body = document.at(at + "/body");
        Map<String, String> headers = new LinkedHashMap<>(texts(at + "/headers"));
        if (body.isContainer() && headers.keySet().stream().noneMatch("content-type"::equalsIgnoreCase)) {
            headers.put("Content-Type", "application/json"); // Kong's Admin API ignores a body without it
        }
        return new Request(
                text(at + "/method").orElse("GET"),
                text(at + "/path").orElse("/"),
                headers,
                body.isMissingNode()
                        ? Optional.empty()
                        : Optional.of(body.isContainer() ? body.toString() : document.text(at + "/body")));
    }

    private Load.Target target(String at, Load.Target fallback) {
        return text(at).map(name -> choice(Load.Target.class, name)).orElse(fallback);
    }

    private static <E extends Enum<E>> E choice(Class<E> type, String name) {
        return Enum.valueOf(type, name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private Set<String> tags(String at) {
        return new LinkedHashSet<>(each(at + "/tags", document::text));
    }

    /** As Kong reads them from the environment: its switches are on and off. */
    private Map<String, String> settings(String at) {
        Map<String, String> settings = new LinkedHashMap<>(texts(at));
        settings.replaceAll((name, value) -> {
            JsonNode node = document.at(YamlDocument.child(at, name));
            return node.isBoolean() ? (node.asBoolean() ? "on" : "off") : value;
        });
        return settings;
    }

    private Map<String, String> texts(String at) {
        Map<String, String> texts = new LinkedHashMap<>();
        document.at(at).propertyNames().forEach(name -> texts.put(name, document.text(YamlDocument.child(at, name))));
        return texts;
    }

    private Optional<String> text(String at) {
        return document.at(at).isString() ? Optional.of(document.text(at)) : Optional.empty();
    }

    private int number(String at, int fallback) {
        return document.at(at).asInt(fallback);
    }

    private Duration duration(String at, Duration fallback) {
        return text(at).map(Durations::parse).orElse(fallback);
    }

    private Optional<Path> path(String at) {
        return text(at).map(name -> folder.resolve(name).normalize());
    }

    private <T> List<T> each(String at, Function<String, T> read) {
        List<T> all = new ArrayList<>();
        for (int i = 0; i < document.at(at).size(); i++) {
            all.add(read.apply(at + "/" + i));
        }
        return all;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
