package io.github.kongperf.kong;

import io.github.kongperf.node.Command;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.Result;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an nginx says of itself.
 *
 * @param environment what it needs to run
 */
record OpenResty(Node node, Path nginx, Map<String, String> environment) {

    private static final Pattern VERSION = Pattern.compile("openresty/(\\d{1,9}(?:\\.\\d{1,9})+)");

    OpenResty {
        environment = Map.copyOf(environment);
    }

    /** {@code nginx -v}. */
    Result ask() throws InterruptedException {
        return node.run(Command.of(nginx.toString(), "-v").env(environment));
    }

    /** All that it says: {@code openresty/1.25.3.2}. */
    String said() throws InterruptedException {
        return said(ask().orFail("asking nginx for its version").err());
    }

    /** {@code 1.25.3.2}; empty if it does not run, or is no OpenResty. */
    Optional<String> version() throws InterruptedException {
        Result asked = ask();
        return asked.ok() ? version(asked.err()) : Optional.empty();
    }

    static Optional<String> version(String said) {
        return Optional.of(VERSION.matcher(said)).filter(Matcher::find).map(found -> found.group(1));
    }

    /** @param text that {@code nginx -v} has printed */
    static String said(String text) {
        return text.strip().replaceFirst("^nginx version: ", "");
    }
}
