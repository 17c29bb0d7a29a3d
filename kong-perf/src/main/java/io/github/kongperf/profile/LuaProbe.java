package io.github.kongperf.profile;

import io.github.kongperf.result.StackSamples;
import io.github.kongperf.result.StackSamples.Traces;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** LuaJIT's sampler at work in some worker processes. */
final class LuaProbe implements Probe {

    /** A worker that is busy comes late to its end. */
    private static final Duration SLACK = Duration.ofSeconds(20);

    private final PluginOrders orders;
    private final WorkerProcesses workers;
    private final Duration interval;
    private Duration length = Duration.ZERO;

    LuaProbe(PluginOrders orders, WorkerProcesses workers, Duration interval) {
        this.orders = orders;
        this.workers = workers;
        this.interval = interval;
    }

    @Override
    public void begin(Duration time, Duration within) throws InterruptedException {
        length = time;
        Attempt.at("sampling Lua", () -> {
            orders.begin(time, within);
            return time;
        });
    }

    @Override
    public StackSamples await() throws InterruptedException {
        return Attempt.at("sampling Lua", () -> {
            orders.await("done", length.plus(SLACK));
            return samples();
        });
    }

    private StackSamples samples() throws InterruptedException {
        Folded stacks = new Folded();
        List<LuaAnswer> answers = new ArrayList<>();
        for (Long own : workers.own()) {
            answers.add(orders.answer(own, stacks));
        }
        if (stacks.isEmpty()) {
            throw new ProfilerFailed(
                    "worker processes %s ran no Lua while they were sampled; was there any load?".formatted(workers));
        }
        Duration longest = answers.stream()
                .map(LuaAnswer::duration)
                .max(Duration::compareTo)
                .orElseThrow();
        int frequency = (int) (Duration.ofSeconds(1).toMillis() / interval.toMillis());
        Traces traces = Traces.merged(answers.stream().map(LuaAnswer::traces).toList());
        return stacks.samples(LuaProfiler.NAME, frequency, longest, answers.size(), Optional.of(traces));
    }

    @Override
    public void close() {
        orders.close();
    }
}
