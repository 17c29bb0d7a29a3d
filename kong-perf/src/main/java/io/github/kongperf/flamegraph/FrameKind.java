package io.github.kongperf.flamegraph;

import io.github.kongperf.result.VmState;
import java.util.regex.Pattern;
import one.convert.Frame;

/** What a frame is, told by its name. Each kind has a colour of its own, on which black text is legible. */
public enum FrameKind {
    LUA("#5ab4d6", "Lua function", Frame.TYPE_INLINED),
    COMPILED("#66cc66", "machine code that LuaJIT made", Frame.TYPE_JIT_COMPILED),
    C("#ea8f82", "C function", Frame.TYPE_NATIVE),
    LIBRARY("#dcc870", "function of a [library], its name is unknown", Frame.TYPE_CPP),
    KERNEL("#e8a030", "kernel", Frame.TYPE_KERNEL),
    STATE("#bf9fdf", "what LuaJIT was doing just then", Frame.TYPE_C1_COMPILED),
    /** Stands for frames that a page leaves out. */
    LEFT_OUT("#c8c8c8", "frames too narrow or too deep to be shown", Frame.TYPE_INTERPRETED);

    private static final Pattern LINE = Pattern.compile("(:\\d+)?");

    private final String color;
    private final String words;
    private final byte type;

    FrameKind(String color, String words, byte type) {
        this.color = color;
        this.words = words;
        this.type = type;
    }

    /** The kind of a frame as {@link io.github.kongperf.result.StackSamples} has them. */
    public static FrameKind of(String frame) {
        if (frame.endsWith(KERNEL.suffix())) {
            return KERNEL;
        } else if (frame.endsWith(COMPILED.suffix())) {
            return COMPILED;
        } else if (frame.startsWith("[") && frame.endsWith("]")) {
            return VmState.of(frame).isPresent() ? STATE : LIBRARY;
        } else if (frame.equals(FrameTree.NARROWER) || frame.equals(FrameTree.DEEPER)) {
            return LEFT_OUT;
        }
        return isLua(frame) ? LUA : C;
    }

    /** {@code f kong/a.lua}, {@code kong/a.lua:12}, {@code access_by_lua(nginx.conf:91):3}, {@code access_by_lua nginx.conf}. */
    private static boolean isLua(String frame) {
        int file = frame.lastIndexOf(".lua");
        if (file > 0 && LINE.matcher(frame.substring(file + ".lua".length())).matches()) {
            return true;
        }
        int phase = frame.indexOf("_by_lua");
        return phase > 0 && (frame.endsWith(".conf") || frame.indexOf('(', phase) > 0 || frame.indexOf(':', phase) > 0);
    }

    /** A frame's name without the suffix that tells its kind. */
    static String withoutSuffix(String frame) {
        return frame.substring(0, frame.length() - of(frame).suffix().length());
    }

    /** As CSS has it: {@code #5ab4d6}. */
    public String color() {
        return color;
    }

    /** For a legend. */
    public String words() {
        return words;
    }

    /** With which a frame of this kind ends; empty if it is told by something else. */
    String suffix() {
        return switch (this) {
            case KERNEL -> "_[k]";
            case COMPILED -> "_[j]";
            default -> "";
        };
    }

    /** One of jfr-converter's types, each of which is an index into its palette. */
    byte type() {
        return type;
    }
}
