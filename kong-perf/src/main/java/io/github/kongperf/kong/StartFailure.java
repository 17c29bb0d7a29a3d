package io.github.kongperf.kong;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads what Kong said when it did not start, and knows what helps. */
final class StartFailure {

    /** @param help what to do about it */
    private record Known(Pattern said, String help) {}

    private static final Pattern PORT_TAKEN = Pattern.compile("(?i)address already in use");

    private static final List<Known> KNOWN = List.of(
            known(
                    "(?i)needs? bootstrapping|database not bootstrapped",
                    "its database is empty; 'kong migrations bootstrap' must run first"),
            known(
                    "(?i)new migrations available|pending migrations|needs? migrations?|migrations up",
                    "its database was made by an older Kong; each version needs a database of its own"),
            known(
                    "(?i)plugin is (?:in use|enabled) but not installed|plugin .{1,80} (?:not installed|not enabled)",
                    "name the plugin under kong.plugins, with 'from' if it is not one of Kong's own"),
            known(
                    "(?i)authentication (?:method|type) .{0,40}(?:not supported|unsupported)|unknown auth(?:entication)? type|SCRAM",
                    "Kong up to 2.8 does not speak SCRAM; the database must use md5"),
            known(
                    "(?i)could not find OpenResty|Kong requires version|requires? .{0,30}OpenResty",
                    "the native parts are not those that this Kong was made for; another kongHome has to be named"),
            known(
                    "(?i)module '[^']+' not found",
                    "a Lua module is missing: the rocks of kongHome are not those that this Kong was made for, or a plugin's folder is incomplete"),
            known(
                    "(?i)could not load the shared library|cannot open shared object file",
                    "install the package that has this library"),
            known(
                    "(?i)failed to parse declarative|error parsing declarative|declarative config",
                    "look at the entities of the scenario"),
            known(
                    "(?i)has an invalid value|is invalid|must be (?:one of|a |an )|unknown directive|must not be|is required",
                    "look at kong.config of the scenario"),
            known(
                    "(?i)too many open files|worker_connections .{0,40}exceed",
                    "raise the limit of open files: ulimit -n"),
            known("(?i)perl.{0,20}(?:no such file|not found)", "install the package perl"),
            known("(?i)no space left on device", "the disk is full"),
            known("(?i)permission denied", "the user that Kong runs as may not read or write there"));

    private static final List<String> GRAVE = List.of("[error]", "[crit]", "[alert]", "[emerg]");
    private static final int LAST_LINES = 12;

    private StartFailure() {}

    private static Known known(String said, String help) {
        return new Known(Pattern.compile(said), help);
    }

    /**
     * @param what did not start, or did not do it: {@code Kong 2.8.3 (git:main) did not start}
     * @param said by Kong on its standard error and output
     * @param log what it wrote to its error log
     */
    static KongFailed of(String what, String said, List<String> log) {
        String message = withItsWords(what, said, log);
        String all = said + "\n"
                + String.join("\n", log.stream().filter(StartFailure::isGrave).toList());
        if (PORT_TAKEN.matcher(all).find()) {
            return new KongFailed.PortTaken(message + "; another program took the port meanwhile");
        }
        return new KongFailed(help(all).map(help -> message + "; " + help).orElse(message));
    }

    /** What has happened, and what Kong said of it. */
    static String withItsWords(String what, String said, List<String> log) {
        List<String> lines = said.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("Run with --v") && !line.equals("Error:"))
                .toList();
        List<String> grave = log.stream()
                .filter(StartFailure::isGrave)
                .filter(line -> lines.stream().noneMatch(line::contains))
                .toList();
        StringBuilder message = new StringBuilder(what);
        last(lines).ifPresent(text -> message.append(": ").append(text));
        last(grave).ifPresent(text -> message.append("; its error log: ").append(text));
        return lines.isEmpty() && grave.isEmpty() ? message + ", and said nothing" : message.toString();
    }

    private static boolean isGrave(String line) {
        return GRAVE.stream().anyMatch(line::contains);
    }

    private static Optional<String> help(String said) {
        return KNOWN.stream()
                .filter(known -> known.said().matcher(said).find())
                .map(Known::help)
                .findFirst();
    }

    private static Optional<String> last(List<String> lines) {
        List<String> last = lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
        return last.isEmpty() ? Optional.empty() : Optional.of(String.join("\n  ", last));
    }
}
