package io.github.kongperf.report;

/** What profilers can and can't see, in words. */
final class ProfilerWording {

    private ProfilerWording() {}

    /** What one should know of its samples; empty for one that this version does not know. */
    static String about(String profiler) {
        return switch (profiler) {
            case "lua" ->
                "LuaJIT's own sampler sees Lua functions. What nginx and C libraries do outside of Lua counts for the function that Lua enters next, as [C].";
            case "perf" ->
                "Linux' sampler sees C functions and the kernel. Machine code that LuaJIT has made has no caller it could find, so its stacks hang in the air.";
            case "stapxx" -> "A sample of stapxx, run by SystemTap, sees what its script looks at.";
            default -> "";
        };
    }
}
