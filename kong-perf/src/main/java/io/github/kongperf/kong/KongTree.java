package io.github.kongperf.kong;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What Kong's sources say of themselves. */
final class KongTree {

    static final String META = "kong/meta.lua";
    static final String REQUIREMENTS = ".requirements";

    private static final Pattern SUFFIX = Pattern.compile("(?m)^\\s*(?:suffix|pre_release)\\s*=\\s*\"([^\"]*)\"");
    private static final Pattern RESTY =
            Pattern.compile("(?m)^(?:export\\s+)?(?:RESTY_VERSION|OPENRESTY)=\"?([0-9.]+)\"?\\s*$");
    private static final Pattern DEPENDENCIES = Pattern.compile("(?s)\\bdependencies\\s*=\\s*\\{(.*?)\\}");
    private static final Pattern NAME = Pattern.compile("(?m)^\\s*_NAME\\s*=\\s*\"([^\"]*)\"");
    private static final Pattern NGINX =
            Pattern.compile("(?s)\\b_DEPENDENCIES\\s*=\\s*\\{[^}]*?\\bnginx\\s*=\\s*\\{([^}]*)\\}");
    private static final Pattern VERSION = Pattern.compile("[\"'](\\d{1,9}(?:\\.\\d{1,9})*)[\"']");
    private static final Pattern SETTING = Pattern.compile("(?m)^([a-z0-9_]+) *=");
    private static final Pattern TEXT = Pattern.compile("\"([^\"]*)\"");

    private final Sources sources;

    KongTree(Sources sources) {
        this.sources = sources;
    }

    /** Whether these are Kong's sources at all. */
    boolean isKong() {
        return sources.read(META).isPresent();
    }

    /**
     * The version that they will be, or are: {@code 3.9.1}, {@code 3.5.0-alpha}.
     *
     * @throws KongFailed if they don't say
     */
    String version() {
        String meta = sources.read(META).orElseThrow(() -> new KongFailed("there is no " + META));
        Matcher suffix = SUFFIX.matcher(meta);
        String last = suffix.find() ? suffix.group(1) : "";
        return "%d.%d.%d%s%s"
                .formatted(
                        number(meta, "major"),
                        number(meta, "minor"),
                        number(meta, "patch"),
                        last.isEmpty() || last.startsWith("-") ? "" : "-",
                        last);
    }

    /** What they call themselves, if it is not Kong: a stand-in for tests, say. */
    Optional<String> standIn() {
        return sources.read(META)
                .map(NAME::matcher)
                .filter(Matcher::find)
                .map(name -> name.group(1))
                .filter(name -> !name.equals("kong"));
    }

    private static int number(String meta, String name) {
        OptionalInt number = Pattern.compile("(?m)^\\s*%s\\s*=\\s*(\\d{1,9})\\b".formatted(name))
                .matcher(meta)
                .results()
                .mapToInt(found -> Integer.parseInt(found.group(1)))
                .findFirst();
        return number.orElseThrow(
                () -> new KongFailed("%s does not say which version this is: it has no '%s = <number>'; is it Kong's?"
                        .formatted(META, name)));
    }

    /** The version of OpenResty that they are made for; empty if they don't say. */
    Optional<String> openresty() {
        return sources.read(REQUIREMENTS)
                .flatMap(text -> RESTY.matcher(text)
                        .results()
                        .map(found -> found.group(1))
                        .findFirst());
    }

    /** The versions of OpenResty that they accept: with another one, {@code kong start} ends. Empty if they don't say. */
    Optional<NginxRange> accepts() {
        return sources.read(META)
                .map(KongTree::code)
                .map(NGINX::matcher)
                .filter(Matcher::find)
                .flatMap(found -> {
                    List<String> ends = VERSION.matcher(found.group(1))
                            .results()
                            .map(end -> end.group(1))
                            .toList();
                    return ends.isEmpty()
                            ? Optional.empty()
                            : Optional.of(new NginxRange(ends.get(0), ends.get(Math.min(1, ends.size() - 1))));
                });
    }

    /** Whether the setting {@code openresty_path} tells this Kong where OpenResty is. */
    boolean findsOpenrestyByPath() {
        return sources.read("kong/cmd/utils/nginx_signals.lua")
                .map(text -> text.contains("openresty_path"))
                .orElse(true);
    }

    /** The names of all settings that this Kong knows; empty if they can't be told. */
    Set<String> settings() {
        return sources.read("kong/templates/kong_defaults.lua")
                .map(text -> SETTING.matcher(text)
                        .results()
                        .map(found -> found.group(1))
                        .collect(Collectors.toCollection(TreeSet::new)))
                .orElseGet(TreeSet::new);
    }

    /** The rocks that they need, each as the rockspec has it: {@code penlight == 1.12.0}. Empty if there is no rockspec. */
    List<String> rocks() {
        List<String> rocks = new ArrayList<>();
        rockspec().flatMap(sources::read).map(KongTree::code).ifPresent(text -> {
            Matcher block = DEPENDENCIES.matcher(text);
            if (block.find()) {
                TEXT.matcher(block.group(1)).results().forEach(found -> rocks.add(found.group(1)));
            }
        });
        return rocks;
    }

    /** Lua without its comments. */
    private static String code(String lua) {
        return lua.replaceAll("--[^\n]*", "");
    }

    Optional<String> rockspec() {
        return sources.top().stream()
                .filter(name -> name.startsWith("kong-") && name.endsWith(".rockspec"))
                .findFirst();
    }
}
