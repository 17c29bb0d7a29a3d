package io.github.kongperf.result;

import java.util.Arrays;
import java.util.Optional;

/** What LuaJIT was doing when a sample was taken. A sampler that knows appends it to the stack as a last frame. */
public enum VmState {
    COMPILED("[compiled]"),
    INTERPRETED("[interpreted]"),
    /** In C code, called by Lua or not. */
    C("[C]"),
    GC("[GC]"),
    /** Compiling, or recording a trace. */
    COMPILER("[JIT compiler]");

    private final String frame;

    VmState(String frame) {
        this.frame = frame;
    }

    /** The frame that stands for it at the end of a stack. */
    public String frame() {
        return frame;
    }

    /** The one that a frame stands for; empty if it is a function's. */
    public static Optional<VmState> of(String frame) {
        return Arrays.stream(values())
                .filter(state -> state.frame.equals(frame))
                .findFirst();
    }
}
