package io.github.kongperf.kong;

import io.github.kongperf.node.Result;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks for shared libraries that an installed Kong needs, and the machine does not have. */
final class SharedLibraries {

    /** All that nginx and Lua may load: nginx itself, LuaJIT, and what rocks and OpenResty bring. */
    private static final String LDD = """
            command -v ldd > /dev/null || exit 0
            ldd /usr/local/openresty/nginx/sbin/nginx
            find /usr/local/openresty /usr/local/lib /usr/local/kong -name '*.so' -type f -exec ldd '{}' +
            exit 0
            """;

    private static final Pattern NO_FILE = Pattern.compile("(?m)^\\s*(\\S+) => not found");
    private static final Pattern NO_VERSION = Pattern.compile("version `([^']+)' not found");

    /** Packages of Debian and Ubuntu. */
    private static final Map<String, String> PACKAGES = Map.of(
            "libpcre.so.3", "libpcre3",
            "libyaml-0.so.2", "libyaml-0-2",
            "libz.so.1", "zlib1g",
            "libcrypt.so.1", "libcrypt1",
            "libexpat.so.1", "libexpat1",
            "libstdc++.so.6", "libstdc++6",
            "libgcc_s.so.1", "libgcc-s1");

    private SharedLibraries() {}

    /** The command that asks for them, as the last of {@link Installation#run}. */
    static String[] ask() {
        return new String[] {"-c", LDD};
    }

    /**
     * What is missing, in a sentence.
     *
     * @param ldd what it printed
     */
    static Optional<String> missing(Result ldd) {
        TreeSet<String> missing = new TreeSet<>();
        Matcher file = NO_FILE.matcher(ldd.out());
        while (file.find()) {
            String name = file.group(1);
            String from = PACKAGES.get(name);
            missing.add(from == null ? name : "%s (package %s)".formatted(name, from));
        }
        if (!missing.isEmpty()) {
            return Optional.of("shared libraries that it needs are not on this machine: %s; install them"
                    .formatted(String.join(", ", missing)));
        }
        Matcher version = NO_VERSION.matcher(ldd.out() + ldd.err());
        while (version.find()) {
            missing.add(version.group(1));
        }
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "it was built for a newer system than this one, which has no %s; name the package for an older one by packageUrl"
                                .formatted(String.join(", ", missing)));
    }
}
