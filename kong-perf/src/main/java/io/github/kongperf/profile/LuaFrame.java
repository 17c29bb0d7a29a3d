package io.github.kongperf.profile;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A function on a Lua stack.
 *
 * @param text as we show it: {@code access kong/plugins/key-auth/handler.lua}; {@code kong/router.lua:12} for one without a name, and
 *     only {@code find} for one of C
 * @param named whether it can be told from others
 */
record LuaFrame(String text, boolean named) {

    /** A directive of nginx: its file is generated, and its lines mean nothing. */
    private static final Pattern DIRECTIVE = Pattern.compile("(\\w+_by_lua\\w*)\\((.*):\\d+\\):\\d+");

    /** The part of a file that is run when it is loaded. */
    private static final Pattern CHUNK = Pattern.compile("(.+):0");

    private static final Pattern ANONYMOUS = Pattern.compile("(.+):(\\d+)");
    private static final Pattern FUNCTION = Pattern.compile("(.*[^:]):([^:/]+)");

    /** @param raw as LuaJIT's sampler writes it with formats {@code p} and {@code F} */
    static LuaFrame of(String raw, LuaPath path) {
        // The address of a C function is another one in each process.
        if (raw.startsWith("@0x") || raw.startsWith("@builtin")) {
            return new LuaFrame("[C function]", false);
        }
        Matcher directive = DIRECTIVE.matcher(raw);
        if (directive.matches()) {
            return new LuaFrame(directive.group(1) + " " + directive.group(2), true);
        }
        Matcher chunk = CHUNK.matcher(raw);
        if (chunk.matches()) {
            return new LuaFrame("(main chunk) " + path.relative(chunk.group(1)), true);
        }
        Matcher anonymous = ANONYMOUS.matcher(raw);
        if (anonymous.matches()) {
            return new LuaFrame(place(raw, path), true);
        }
        Matcher function = FUNCTION.matcher(raw);
        return new LuaFrame(
                function.matches() ? function.group(2) + " " + path.relative(function.group(1)) : raw, true);
    }

    /** A file with a line, as modules name it: {@code kong/router.lua:12}. */
    static String place(String raw, LuaPath path) {
        Matcher directive = DIRECTIVE.matcher(raw);
        return directive.matches() ? directive.group(1) + " " + directive.group(2) : path.relative(raw);
    }
}
