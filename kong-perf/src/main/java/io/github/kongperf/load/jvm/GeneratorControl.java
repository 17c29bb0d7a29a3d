package io.github.kongperf.load.jvm;

import com.sun.management.OperatingSystemMXBean;
import io.github.kongperf.load.LoadFailed;
import io.github.kongperf.load.RunningLoad;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** One connection of somebody who gives orders. What was begun through it ends with it. */
final class GeneratorControl {

    private static final int TOKEN_TIMEOUT_MILLIS = 5000;

    private final Socket socket;
    private final String token;
    private final AtomicInteger connected;
    private final Warm warm;
    private final OutputStream out;
    private final Map<Long, Ordered> loads = new ConcurrentHashMap<>();
    private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    /** Gives the generator once it is warm. */
    interface Warm {
        JvmLoadGenerator generator() throws InterruptedException;
    }

    /** @param connected counts connections of those who know the token */
    GeneratorControl(Socket socket, String token, AtomicInteger connected, Warm warm) throws IOException {
        this.socket = socket;
        this.token = token;
        this.connected = connected;
        this.warm = warm;
        out = socket.getOutputStream();
        socket.setTcpNoDelay(true);
        socket.setKeepAlive(true);
    }

    void talk() throws IOException {
        socket.setSoTimeout(TOKEN_TIMEOUT_MILLIS);
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        if (!isToken(in.readLine())) {
            return;
        }
        socket.setSoTimeout(0);
        connected.incrementAndGet();
        try {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                obey(Messages.read(line, Messages.Order.class));
            }
        } catch (JacksonException e) {
            throw new IOException("no order", e);
        } finally {
            loads.values().forEach(Ordered::end);
            connected.decrementAndGet();
        }
    }

    private boolean isToken(@Nullable String line) {
        return line != null
                && MessageDigest.isEqual(line.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
    }

    private void obey(Messages.Order order) {
        if (order.begin() != null) {
            Ordered load = new Ordered();
            loads.put(order.load(), load);
            Messages.Load begin = order.begin();
            GeneratorProcess.inBackground("kong-perf-load", () -> {
                Messages.Report report = run(order.load(), begin, load);
                loads.remove(order.load());
                send(report);
            });
        } else {
            Ordered load = loads.get(order.load());
            if (load != null) {
                load.end();
            }
        }
    }

    private Messages.Report run(long number, Messages.Load load, Ordered ordered) {
        long before = 0;
        try {
            JvmLoadGenerator generator = warm.generator();
            before = system.getProcessCpuTime();
            RunningLoad running = generator.start(load.target(), load.options());
            ordered.begun(running);
            Messages.Measured measured = Messages.Measured.of(running.await());
            return new Messages.Report(number, system.getProcessCpuTime() - before, measured, null);
        } catch (LoadFailed e) {
            long cpu = before == 0 ? 0 : system.getProcessCpuTime() - before;
            return new Messages.Report(number, cpu, null, String.valueOf(e.getMessage()));
        } catch (InterruptedException | RuntimeException e) {
            return new Messages.Report(
                    number, 0, null, "%s: the generator failed: %s; please report this".formatted(load.target(), e));
        }
    }

    private synchronized void send(Messages.Report report) {
        try {
            out.write(Messages.line(report).getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            return; // who wanted to know is gone
        }
    }

    /** A load that was ordered, and may be told to end before it has begun. */
    private static final class Ordered {
        private @Nullable RunningLoad running;
        private boolean ended;

        synchronized void begun(RunningLoad load) {
            running = load;
            if (ended) {
                stop(load);
            }
        }

        synchronized void end() {
            ended = true;
            if (running != null) {
                stop(running);
            }
        }

        private static void stop(RunningLoad load) {
            // It may take its time, and orders must not wait for it. Who awaits the load is told what came of it.
            GeneratorProcess.inBackground("kong-perf-stop", () -> {
                try {
                    load.stop();
                } catch (LoadFailed e) {
                    return;
                }
            });
        }
    }
}
