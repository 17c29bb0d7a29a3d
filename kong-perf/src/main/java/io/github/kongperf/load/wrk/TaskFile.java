package io.github.kongperf.load.wrk;

import io.github.kongperf.load.LoadOptions;
import io.github.kongperf.load.RandomText;
import io.github.kongperf.load.RequestText;
import io.github.kongperf.scenario.Request;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Writes, in Lua, what requests our script is to make. The same for all stretches of a case. */
final class TaskFile {

    private static final int LARGEST = Integer.MAX_VALUE;

    private TaskFile() {}

    /** @throws IllegalArgumentException if wrk can't make these requests */
    static String text(URI target, LoadOptions load) {
        StringBuilder lua = new StringBuilder("return {");
        load.script()
                .ifPresent(script ->
                        lua.append("\n script = ").append(quoted(script)).append(','));
        List<RequestText> requests = load.requests().stream()
                .map(request -> written(target, request))
                .toList();
        if (load.script().isPresent() && requests.size() == 1 && requests.get(0).isFixed()) {
            lua.append("\n first = ").append(first(target, load.requests().get(0)));
        } else if (!requests.isEmpty()) {
            lua.append("\n requests = {");
            requests.forEach(request -> lua.append("\n  ").append(lua(request)).append(','));
            lua.append("\n }");
        }
        return lua.append("\n}\n").toString();
    }

    private static RequestText written(URI target, Request request) {
        if (request.method().equals("HEAD")) {
            // It waits for the body that Content-Length announces.
            throw new IllegalArgumentException("wrk can't read answers to HEAD; ask by GET, or use load.engine: jvm");
        }
        return RequestText.of(target, request);
    }

    /** As a script finds what wrk was to request, so that it may change a part of it. */
    private static String first(URI target, Request request) {
        String headers = request.headers().entrySet().stream()
                .map(header -> "[%s] = %s".formatted(quoted(header.getKey()), quoted(header.getValue())))
                .collect(Collectors.joining(", "));
        return "{method = %s, path = %s, headers = {%s}, body = %s}"
                .formatted(
                        quoted(request.method()),
                        quoted(RequestText.path(target, request)),
                        headers,
                        request.body().map(TaskFile::quoted).orElse("nil"));
    }

    private static String lua(RequestText request) {
        return "{head = %s, body = %s}"
                .formatted(
                        lua(request.head()),
                        request.measuredBody().map(TaskFile::lua).orElse("nil"));
    }

    private static String lua(RandomText text) {
        StringBuilder lua = new StringBuilder("{").append(quoted(text.parts().get(0)));
        for (int i = 0; i < text.ranges().size(); i++) {
            RandomText.Range range = text.ranges().get(i);
            if (Math.max(Math.abs(range.from()), Math.abs(range.to())) > LARGEST) {
                throw new IllegalArgumentException("${random.int(%d,%d)} has a number beyond %d; choose a smaller one"
                        .formatted(range.from(), range.to(), LARGEST));
            }
            lua.append(", {%d, %d}, ".formatted(range.from(), range.to()))
                    .append(quoted(text.parts().get(i + 1)));
        }
        return lua.append('}').toString();
    }

    /** As a Lua string of the bytes that UTF-8 has for it. */
    static String quoted(String text) {
        StringBuilder lua = new StringBuilder("\"");
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            int code = each & 0xff;
            if (code < ' ' || code > '~' || code == '"' || code == '\\') {
                lua.append("\\%03d".formatted(code));
            } else {
                lua.append((char) code);
            }
        }
        return lua.append('"').toString();
    }
}
