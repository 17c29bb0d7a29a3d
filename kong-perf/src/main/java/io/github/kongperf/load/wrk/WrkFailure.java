package io.github.kongperf.load.wrk;

import io.github.kongperf.load.LoadFailed;
import io.github.kongperf.node.Result;
import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says what went wrong when wrk came to no end that gives figures. */
final class WrkFailure {

    static final String HOW_TO_GET_IT = "install it (Debian, Ubuntu: apt install wrk), or use load.engine: jvm";

    private static final Pattern UNREACHABLE = Pattern.compile("unable to connect to \\S+ (.+)");
    private static final Pattern UNKNOWN_HOST = Pattern.compile("unable to resolve (\\S+):\\S+ (.+)");
    /** From our script, or from the interpreter. */
    private static final Pattern SCRIPT = Pattern.compile(
            "kong-perf: (load\\.script:.*)|PANIC: unprotected error in call to Lua API \\((load\\.script:.*)\\)");

    private static final int FIRST_SIGNAL = 128;
    private static final int NOT_FOUND = 127;

    private WrkFailure() {}

    static LoadFailed of(URI target, Result result) {
        return new LoadFailed("%s: %s".formatted(target, sentence(target, result)));
    }

    private static String sentence(URI target, Result result) {
        Matcher script = SCRIPT.matcher(result.err());
        if (script.find()) {
            return "the script failed: %s; correct it (load.script)"
                    .formatted(script.group(1) == null ? script.group(2) : script.group(1));
        }
        Matcher unreachable = UNREACHABLE.matcher(result.err());
        if (unreachable.find()) {
            return unreachable.group(1).equals("Connection refused")
                    ? "connection refused; is the target up, and does it listen on this port?"
                    : "wrk can't connect: %s; is the target up, and the address right?".formatted(unreachable.group(1));
        }
        Matcher unknown = UNKNOWN_HOST.matcher(result.err());
        if (unknown.find()) {
            return "no address is known for host %s (%s); check its spelling, and the name service"
                    .formatted(target.getHost(), unknown.group(2));
        }
        if (result.code() == NOT_FOUND) {
            return "wrk is not on the PATH; " + HOW_TO_GET_IT;
        }
        if (result.code() > FIRST_SIGNAL) {
            return "wrk was ended by signal %d; who ended it, and is there memory enough (dmesg)?%s"
                    .formatted(result.code() - FIRST_SIGNAL, result.said());
        }
        return result.ok()
                ? "wrk gave no figures%s; is the disk full?".formatted(result.said())
                : "wrk ended with %d%s; please report this if that tells you nothing"
                        .formatted(result.code(), result.said());
    }
}
