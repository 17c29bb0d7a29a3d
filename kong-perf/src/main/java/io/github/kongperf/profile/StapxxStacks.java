package io.github.kongperf.profile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Folds what samples of stapxx print: for each stack a line for each frame, the innermost first, and a line with a tab and the number
 * of samples. Frames are Lua's ({@code @/opt/kong/router.lua:12}, {@code C:0x7f12}, {@code builtin#37}) or C's
 * ({@code 0x4007f2 : main+0x12/0x40 [/usr/sbin/nginx]}), or whatever a tool has made of them.
 */
final class StapxxStacks {

    private static final Pattern COUNT = Pattern.compile("\\t(\\d{1,18})\\s*");
    private static final Pattern LUA = Pattern.compile("(?:[A-Z]:)?@(.+:-?\\d+)");
    private static final Pattern DIRECTIVE = Pattern.compile("=?(\\w+_by_lua\\w*)(?:\\((.*):\\d+\\))?(?::-?\\d+)?");
    private static final Pattern LUA_C = Pattern.compile("C:(?:0x)?[0-9a-f]+");
    private static final Pattern C =
            Pattern.compile("(?:0x)?[0-9a-f]+(?: : (\\S.*?)\\+0x[0-9a-f]+/0x[0-9a-f]+)?(?: \\[(.+)])?");

    private final Folded stacks = new Folded();
    private final List<String> frames = new ArrayList<>();
    private boolean innermostNamed;
    private boolean inC;

    private StapxxStacks() {}

    /** @throws ProfilerFailed if that is not what samples print */
    static Folded fold(String output) {
        StapxxStacks reader = new StapxxStacks();
        output.lines().forEach(reader::line);
        if (!reader.frames.isEmpty()) {
            throw new ProfilerFailed(
                    "stapxx printed a stack without the number of its samples: %s".formatted(reader.frames));
        }
        return reader.stacks;
    }

    private void line(String line) {
        Matcher count = COUNT.matcher(line);
        if (count.matches()) {
            end(Long.parseLong(count.group(1)), line);
        } else if (!line.isBlank()) {
            frame(line.strip());
        }
    }

    private void end(long samples, String line) {
        if (frames.isEmpty() || samples == 0) {
            throw new ProfilerFailed("stapxx printed '%s' without a stack".formatted(line.strip()));
        }
        Collections.reverse(frames);
        // A Lua stack is always whole.
        boolean rooted = !inC
                || frames.get(0).equals("main")
                || frames.get(0).startsWith("_start")
                || frames.get(0).startsWith("__libc_start");
        stacks.add(frames, samples, rooted, innermostNamed);
        frames.clear();
        inC = false;
    }

    private void frame(String raw) {
        String text = text(raw);
        if (frames.isEmpty()) {
            innermostNamed = !text.startsWith("[");
        }
        frames.add(text);
    }

    private String text(String raw) {
        Matcher lua = LUA.matcher(raw);
        if (lua.matches()) {
            return LuaPath.guessed(lua.group(1));
        }
        Matcher directive = DIRECTIVE.matcher(raw);
        if (directive.matches()) {
            return directive.group(2) == null ? directive.group(1) : directive.group(1) + " " + directive.group(2);
        }
        if (LUA_C.matcher(raw).matches()) {
            return "[C function]";
        }
        Matcher c = C.matcher(raw);
        if (!c.matches()) {
            return raw;
        }
        inC = true;
        if (c.group(1) != null) {
            return c.group(1);
        }
        return c.group(2) == null
                ? "[unknown]"
                : "[" + c.group(2).substring(c.group(2).lastIndexOf('/') + 1) + "]";
    }
}
