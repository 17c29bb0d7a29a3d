package io.github.kongperf.upstream;

import io.github.kongperf.node.CleanUp;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.node.Result;
import io.github.kongperf.node.TreeDelete;
import io.github.kongperf.scenario.Upstream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The nginx, or openresty, of a node: what an upstream is made of. Stateless but for what it found out about the node. */
public final class Nginx {

    private static final Pattern FAULT =
            Pattern.compile("^nginx: \\[emerg] (.*?)(?: in (\\S.*):(\\d+))?$", Pattern.MULTILINE);

    private final Node node;
    private final NginxSearch.Found found;

    private Nginx(Node node, NginxSearch.Found found) {
        this.node = node;
        this.found = found;
    }

    /**
     * Finds it.
     *
     * @param program path or name of the one to use; empty: whichever is there
     * @param last the one that is used where no other will do: where there is none, or none that knows Lua and Lua is needed
     * @throws NodeFailed if there is none, with how to get one
     */
    public static Nginx find(Node node, Optional<String> program, Optional<OtherNginx> last)
            throws InterruptedException {
        return new Nginx(node, NginxSearch.on(node, program, last));
    }

    /** As in {@code nginx/1.22.1}. */
    public String version() {
        return found.programs().get(0).version();
    }

    /**
     * Has nginx look through an answer. Starts nothing.
     *
     * @param folder to work in; must not exist, and does not when this returns
     * @return what is wrong with it
     * @throws NodeFailed if this nginx can't be used at all, or can't give such an answer
     */
    public Optional<SnippetFault> check(Upstream.Answer answer, String folder) throws InterruptedException {
        NginxFiles files = files(answer);
        Map<String, String> texts;
        try {
            texts = files.forCheck(answer);
        } catch (IllegalArgumentException e) {
            return Optional.of(new SnippetFault(OptionalInt.empty(), String.valueOf(e.getMessage())));
        }
        try {
            Result result = test(files, texts, folder);
            if (result.ok()) {
                return Optional.empty();
            }
            SnippetFault fault = fault(result);
            if (fault.line().isEmpty()) {
                // Is it the snippet at all?
                test(files, files.forCheck(new Upstream.Nginx("")), folder)
                        .orFail("checking the nginx of " + node.name());
            }
            return Optional.of(fault);
        } finally {
            CleanUp.call(() -> node.run(Command.of("rm", "-rf", "--", folder)));
        }
    }

    /**
     * Starts an upstream and waits until it answers.
     *
     * @throws NodeFailed if it does not come up; then nothing runs
     * @throws IllegalArgumentException if nginx can't give such an answer
     */
    public NginxUpstream start(Upstream.Answer answer, UpstreamPlace place) throws InterruptedException {
        NginxFiles files = files(answer);
        UpstreamState state = new UpstreamState(
                node.address(),
                place.ports(),
                place.statusPort(),
                UUID.randomUUID().toString(),
                files.connections());
        Map<String, String> texts = files.forStart(answer, place, state.address(), state.token());
        texts.put(UpstreamState.FILE, state.json());
        put(texts, place.folder());
        return NginxUpstream.start(node, command(files.program(), place.folder()), place, state);
    }

    static boolean needsLua(Upstream.Answer answer) {
        return answer instanceof Upstream.Nginx nginx
                ? nginx.snippet().contains("_by_lua")
                : answer instanceof Upstream.Respond respond && FixedAnswer.needsLua(respond);
    }

    private NginxFiles files(Upstream.Answer answer) {
        NginxProgram program =
                needsLua(answer) ? found.withLua(node.name()) : found.programs().get(0);
        return new NginxFiles(program, found.root(), found.openFiles());
    }

    private Result test(NginxFiles files, Map<String, String> texts, String folder) throws InterruptedException {
        put(texts, folder);
        return node.run(command(files.program(), folder).with("-t").in(folder).within(Duration.ofSeconds(30)));
    }

    private static Command command(NginxProgram program, String folder) {
        Command command = Command.of(program.path(), "-p", folder + "/", "-c", folder + "/" + NginxFiles.CONF)
                .env(program.environment());
        // Before it has read its configuration, it would complain that it may not write the system's log.
        return program.since(1, 19, 5) ? command.with("-e", NginxFiles.ERRORS) : command;
    }

    private static SnippetFault fault(Result result) {
        Matcher matcher = FAULT.matcher(result.err());
        if (!matcher.find()) {
            return new SnippetFault(OptionalInt.empty(), "nginx refuses it" + result.said());
        }
        String file = matcher.group(2);
        return file != null && file.endsWith("/" + NginxFiles.SNIPPET)
                ? new SnippetFault(OptionalInt.of(Integer.parseInt(matcher.group(3))), matcher.group(1))
                : new SnippetFault(OptionalInt.empty(), matcher.group(1));
    }

    private void put(Map<String, String> texts, String folder) throws InterruptedException {
        try {
            Path local = Files.createTempDirectory("kong-perf-nginx");
            try {
                for (Map.Entry<String, String> file : texts.entrySet()) {
                    Files.writeString(local.resolve(file.getKey()), file.getValue(), StandardCharsets.UTF_8);
                }
                node.put(local, folder);
            } finally {
                TreeDelete.of(local);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing the configuration of nginx; is the disk full?", e);
        }
    }

    /** For tests: every program that was found. */
    List<NginxProgram> programs() {
        return found.programs();
    }
}
