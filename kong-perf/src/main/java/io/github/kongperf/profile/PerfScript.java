package io.github.kongperf.profile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Folds what {@code perf script -F comm,pid,ip,sym,dso} prints: for each sample a line with the process, one for each frame, the
 * innermost first, and an empty one.
 */
final class PerfScript {

    private static final Pattern PROCESS = Pattern.compile("(.*\\S)\\s+(\\d+)\\s*");
    private static final String TRACE = "[LuaJIT trace]";

    private final Names names;
    private final Folded stacks = new Folded();
    private final List<PerfFrame> frames = new ArrayList<>();
    private long pid = -1;

    /** Names of machine code that a process made. */
    @FunctionalInterface
    interface Names {
        Optional<String> at(long pid, long address);
    }

    private PerfScript(Names names) {
        this.names = names;
    }

    /** @throws ProfilerFailed for something else than that */
    static Folded fold(Stream<String> lines, Names names) {
        PerfScript script = new PerfScript(names);
        lines.forEachOrdered(script::line);
        script.end();
        return script.stacks;
    }

    private void line(String line) {
        if (line.isBlank()) {
            end();
        } else if (line.startsWith("\t")) {
            if (pid < 0) {
                throw new ProfilerFailed("perf script printed '%s' outside of a sample".formatted(line));
            }
            frames.add(PerfFrame.of(line));
        } else {
            end();
            Matcher process = PROCESS.matcher(line);
            if (!process.matches()) {
                throw new ProfilerFailed(
                        "perf script printed '%s', which is neither a process nor a frame".formatted(line));
            }
            pid = Long.parseLong(process.group(2));
        }
    }

    private void end() {
        if (pid >= 0) {
            sample();
        }
        pid = -1;
        frames.clear();
    }

    private void sample() {
        List<String> folded = new ArrayList<>();
        boolean named = false;
        boolean rooted = false;
        boolean namelessBefore = false;
        for (PerfFrame frame : reversed()) {
            Optional<String> traced = frame.generated() ? trace(frame) : Optional.empty();
            named = !frame.symbol().isEmpty() || traced.isPresent();
            String text = frame.generated() ? traced.orElse(TRACE) + "_[j]" : frame.text();
            boolean again = !named && namelessBefore && text.equals(folded.get(folded.size() - 1));
            if (!again) {
                folded.add(text);
            }
            namelessBefore = !named;
            rooted |= frame.root();
        }
        stacks.add(folded.isEmpty() ? List.of("[unknown]") : folded, 1, rooted, named);
    }

    private Optional<String> trace(PerfFrame frame) {
        return frame.symbol().isEmpty() ? names.at(pid, frame.address()) : Optional.of(frame.symbol());
    }

    private List<PerfFrame> reversed() {
        List<PerfFrame> outermostFirst = new ArrayList<>(frames);
        outermostFirst.removeIf(PerfFrame::nowhere);
        Collections.reverse(outermostFirst);
        return outermostFirst;
    }
}
