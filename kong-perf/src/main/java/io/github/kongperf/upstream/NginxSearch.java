package io.github.kongperf.upstream;

import io.github.kongperf.node.Command;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.NodeFailed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks for nginx on a node: by one command for all usual places, since a node may be far away. */
final class NginxSearch {

    private static final List<String> USUAL = List.of(
            "nginx",
            "openresty",
            "/usr/sbin/nginx",
            "/usr/local/sbin/nginx",
            "/usr/local/nginx/sbin/nginx",
            "/usr/local/openresty/nginx/sbin/nginx");

    /** Prints user id and limit, then for each program: its path, its modules, what -V says; each part with a mark. */
    private static final String SCRIPT = """
            echo "uid $(id -u)"
            echo "files $(ulimit -Hn)"
            for name in "$@"; do
              path=$(command -v -- "$name") || continue
              build=$("$path" -V 2>&1) || continue
              echo "program $path"
              modules=$(printf '%s\\n' "$build" | tr ' ' '\\n' | sed -n 's/^--modules-path=//p')
              for module in ndk_http_module ngx_http_lua_module; do
                [ -f "$modules/$module.so" ] && echo "module $modules/$module.so"
              done
              printf '%s\\n' "$build" | sed 's/^/build /'
            done
            """;

    private NginxSearch() {}

    /** @param programs at least one */
    record Found(List<NginxProgram> programs, boolean root, long openFiles) {

        Found and(Found other) {
            return new Found(
                    Stream.concat(programs.stream(), other.programs.stream()).toList(), root, openFiles);
        }

        NginxProgram withLua(String node) {
            return programs.stream()
                    .filter(NginxProgram::knowsLua)
                    .findFirst()
                    .orElseThrow(() -> new NodeFailed(("%s on %s does not know Lua, which a delay or *_by_lua needs;"
                                    + " install libnginx-mod-http-lua (Debian, Ubuntu) or openresty, or leave it out")
                            .formatted(programs.get(0).path(), node)));
        }
    }

    /** @param last is taken where no other one will do */
    static Found on(Node node, Optional<String> given, Optional<OtherNginx> last) throws InterruptedException {
        Found found = ask(node, given.map(List::of).orElse(USUAL), Map.of());
        if (last.isPresent()) {
            OtherNginx other = last.get();
            found = found.and(ask(node, List.of(other.program()), other.environment()));
        }
        if (found.programs().isEmpty()) {
            throw new NodeFailed("there is no %s on %s; install nginx-light (Debian, Ubuntu), nginx or openresty"
                    .formatted(given.map(name -> "nginx at '" + name + "'").orElse("nginx"), node.name()));
        }
        List<NginxProgram> counting =
                found.programs().stream().filter(NginxProgram::countsRequests).toList();
        if (counting.isEmpty()) {
            throw new NodeFailed(("%s on %s was built without http_stub_status_module, by which requests are counted;"
                            + " install nginx-light (Debian, Ubuntu), nginx or openresty")
                    .formatted(found.programs().get(0).path(), node.name()));
        }
        return new Found(counting, found.root(), found.openFiles());
    }

    private static Found ask(Node node, List<String> names, Map<String, String> environment)
            throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", SCRIPT, "sh"));
        command.addAll(names);
        Found found = parse(node.run(Command.of(command).env(environment))
                .orFail("looking for nginx on " + node.name())
                .out());
        return new Found(
                found.programs().stream()
                        .map(program -> program.with(environment))
                        .toList(),
                found.root(),
                found.openFiles());
    }

    static Found parse(String text) {
        List<NginxProgram> programs = new ArrayList<>();
        String[] parts = text.split("(?m)^program ", -1);
        for (String part : Arrays.copyOfRange(parts, 1, parts.length)) {
            String path = part.substring(0, part.indexOf('\n'));
            List<String> modules = marked(part, "module ");
            programs.add(new NginxProgram(
                    path,
                    String.join("\n", marked(part, "build ")),
                    modules.size() == 2 ? modules : List.of(),
                    Map.of()));
        }
        String limit = one(text, "files ");
        return new Found(
                programs,
                one(text, "uid ").equals("0"),
                // worker_rlimit_nofile takes no "unlimited".
                limit.equals("unlimited") ? 1_048_576 : Math.min(1_048_576, Long.parseLong(limit)));
    }

    private static String one(String text, String mark) {
        List<String> lines = marked(text, mark);
        if (lines.isEmpty()) {
            throw new NodeFailed("no line '%s' in: %s".formatted(mark, text));
        }
        return lines.get(0);
    }

    private static List<String> marked(String text, String mark) {
        return text.lines()
                .filter(line -> line.startsWith(mark))
                .map(line -> line.substring(mark.length()))
                .toList();
    }
}
