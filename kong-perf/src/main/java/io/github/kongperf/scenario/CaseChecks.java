package io.github.kongperf.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** What a schema can't check of one case: keys that need or exclude one another, and placeholders. */
final class CaseChecks {

    private final YamlDocument document;
    private final String at;
    private final String load;
    private final List<Problem> problems = new ArrayList<>();

    /** @param at pointer of the case */
    CaseChecks(YamlDocument document, String at) {
        this.document = document;
        this.at = at;
        this.load = at + "/load";
    }

    /** As many threads as a generator has if nothing else is asked. */
    static int defaultThreads(int connections) {
        return connections < 5 ? 1 : 5;
    }

    List<Problem> problems() {
        threads();
        engine();
        decide();
        node(load + "/node");
        node(at + "/profile/node");
        path(load + "/path");
        requests();
        changes();
        return problems;
    }

    private void threads() {
        int connections = document.at(load + "/connections").asInt(100);
        int threads = document.at(load + "/threads").asInt(defaultThreads(connections));
        if (connections >= 1 && connections < threads) {
            add(
                    load + (has(load + "/connections") ? "/connections" : "/threads"),
                    "%d connections can't be shared out among %d threads; write at least as many connections as threads"
                            .formatted(connections, threads));
        }
    }

    private void engine() {
        String engine = document.text(load + "/engine");
        if (has(load + "/rate") && engine.equals("wrk")) {
            add(load + "/rate", "wrk has no constant rate; write 'engine: jvm', or remove rate");
        }
        if (!has(load + "/script")) {
            return;
        }
        if (engine.equals("jvm")) {
            add(load + "/script", "is run by wrk alone; write 'engine: wrk', or use requests");
        }
        if (has(load + "/rate")) {
            add(load + "/script", "excludes 'rate', which wrk does not have; keep one of them");
        }
        if (has(load + "/requests")) {
            add(load + "/script", "excludes 'requests', since a script makes its own; keep one of them");
        }
    }

    private void decide() {
        if (has(load + "/rate") && document.text(at + "/decide").equals("throughput")) {
            add(at + "/decide", "throughput is what 'rate' sets, so it can't show a difference; decide by p99, say");
        }
    }

    private void requests() {
        for (int i = 0; i < document.at(load + "/requests").size(); i++) {
            request("%s/requests/%d".formatted(load, i));
        }
    }

    private void changes() {
        for (int i = 0; i < document.at(at + "/during").size(); i++) {
            String request = "%s/during/%d/request".formatted(at, i);
            request(request);
            node(request + "/node");
        }
    }

    private void request(String pointer) {
        path(pointer + "/path");
        document.at(pointer + "/headers")
                .propertyNames()
                .forEach(name -> placeholders(YamlDocument.child(pointer + "/headers", name)));
        body(pointer + "/body");
    }

    private void body(String pointer) {
        JsonNode body = document.at(pointer);
        if (body.isContainer()) {
            Placeholders.fault(body.toString()).ifPresent(fault -> add(pointer, fault));
        } else {
            placeholders(pointer);
        }
    }

    private void path(String pointer) {
        placeholders(pointer);
        String fixed = Placeholders.removed(document.text(pointer));
        if (fixed.chars().anyMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c))) {
            add(pointer, "'%s' has a blank; write it as %%20".formatted(document.text(pointer)));
        }
    }

    private void placeholders(String pointer) {
        Placeholders.fault(document.text(pointer)).ifPresent(fault -> add(pointer, fault));
    }

    private void node(String pointer) {
        if (!document.at(pointer).isString()) {
            return;
        }
        String name = document.text(pointer);
        TreeSet<String> nodes = new TreeSet<>();
        document.at("/kong/nodes").forEach(node -> nodes.add(node.path("name").asString("")));
        if (nodes.isEmpty()) {
            add(
                    pointer,
                    "'%s' is no node, for kong.nodes names none; declare it there, or remove this key".formatted(name));
        } else if (!nodes.contains(name)) {
            add(pointer, "'%s' is not among kong.nodes%s".formatted(name, Spelling.suggestion(name, nodes)));
        }
    }

    private boolean has(String pointer) {
        return !document.at(pointer).isMissingNode();
    }

    private void add(String pointer, String message) {
        problems.add(document.problem(pointer, message));
    }
}
