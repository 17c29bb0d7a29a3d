package io.github.kongperf.kong;

import io.github.kongperf.node.Command;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.Result;
import io.github.kongperf.version.KongVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Kong that is in an image, seen from a container of it. */
public final class ImageKong {

    /** Where Kong's images have their sources. */
    public static final String SOURCES = "/usr/local/share/lua/5.1/kong";

    private static final String PROGRAMS =
            "/usr/local/openresty/bin:/usr/local/openresty/nginx/sbin:/usr/local/openresty/luajit/bin:/usr/local/bin:";
    private static final String PATH = "PATH";
    private static final List<String> FILES =
            List.of(KongTree.META, "kong/templates/kong_defaults.lua", "kong/cmd/utils/nginx_signals.lua");
    private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d+)+(-[A-Za-z0-9.]+)?");

    private ImageKong() {}

    /**
     * What runs there.
     *
     * @param node a container of the image
     * @param environment that the image sets
     * @param known of it, as conditions of its results
     * @throws KongFailed if there is no Kong that runs
     */
    public static Installation on(
            Node node, KongVersion version, Map<String, String> environment, Map<String, String> known)
            throws InterruptedException {
        Map<String, String> variables = new LinkedHashMap<>(environment);
        variables.put(PATH, PROGRAMS + environment.getOrDefault(PATH, NodePath.of(node)));
        Command look = Command.of("sh", "-c", "command -v kong").env(variables);
        String program = node.run(look).out().strip();
        if (program.isEmpty()) {
            throw new KongFailed("%s: there is no 'kong' in its image".formatted(version.text()));
        }
        KongTree tree = new KongTree(sources(node));
        Installation installation = new Installation(
                version,
                "",
                List.of(),
                program,
                variables,
                "/",
                "",
                tree.isKong() ? tree.settings() : java.util.Set.of(),
                known);
        Result said = node.run(installation.kong("version"));
        if (!said.ok()) {
            throw StartFailure.of(
                    "%s: 'kong version' ended with %d".formatted(version.text(), said.code()),
                    said.err() + "\n" + said.out(),
                    List.of());
        }
        Map<String, String> facts = new LinkedHashMap<>(known);
        facts.put("kong.calls_itself", said.out().strip());
        Matcher number = NUMBER.matcher(said.out());
        String kong = number.find() ? number.group() : tree.version();
        facts.put("kong.version", kong);
        tree.standIn().ifPresent(name -> facts.put("kong.stand_in", name));
        Result nginx = node.run(installation.run("nginx", "-v"));
        if (nginx.ok()) {
            facts.put("kong.openresty", OpenResty.said(nginx.err()));
        }
        return new Installation(version, kong, List.of(), program, variables, "/", "", installation.settings(), facts);
    }

    /** Of Kong's own sources the few that tell something; an image may have none of them as text. */
    private static Sources sources(Node node) throws InterruptedException {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String file : FILES) {
            Result text = node.run(Command.of("cat", SOURCES + file.substring("kong".length())));
            if (text.ok()) {
                texts.put(file, text.out());
            }
        }
        return new Sources() {
            @Override
            public Optional<String> read(String path) {
                return Optional.ofNullable(texts.get(path));
            }

            @Override
            public List<String> top() {
                return List.of();
            }
        };
    }
}
