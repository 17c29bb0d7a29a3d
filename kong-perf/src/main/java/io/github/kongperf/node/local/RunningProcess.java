package io.github.kongperf.node.local;

import io.github.kongperf.node.Command;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.node.Result;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A process, and what it has written. Whoever waits for it drains its output, and never blocks in a read: a daemon that it
 * leaves behind may keep the pipe open.
 */
final class RunningProcess {

    private static final long LONGEST_PAUSE_MILLIS = 20;

    private final Process process;
    private final long started;
    private final Drain out;
    private final Drain err;

    private RunningProcess(Process process) {
        this.process = process;
        this.started = startOf(process.pid());
        this.out = new Drain(process.getInputStream());
        this.err = new Drain(process.getErrorStream());
    }

    static RunningProcess start(ProcessBuilder builder, byte[] input) throws IOException {
        if (input.length == 0) {
            builder.redirectInput(
                    ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
            return new RunningProcess(builder.start());
        }
        Process process = builder.start();
        Thread feeder = new Thread(() -> feed(process.getOutputStream(), input), "input of process " + process.pid());
        feeder.setDaemon(true);
        feeder.start();
        return new RunningProcess(process);
    }

    long pid() {
        return process.pid();
    }

    /** Field 22 of its stat; 0 if it was over before anybody looked. */
    long started() {
        return started;
    }

    /** @return whether it is over */
    boolean await(Duration within) throws InterruptedException {
        long deadline = System.nanoTime() + within.toNanos();
        long pause = 1;
        while (true) {
            // Asked before the last look at its output, of which it has written all by then.
            boolean over = !process.isAlive();
            boolean moved = out.drain();
            moved |= err.drain();
            if (over && !moved) {
                return true;
            }
            if (System.nanoTime() >= deadline) {
                return false;
            }
            pause = moved ? 1 : Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
            process.waitFor(pause, TimeUnit.MILLISECONDS);
        }
    }

    /** Ends it alone. */
    void kill() throws InterruptedException {
        // Not Process.destroyForcibly: that closes the streams, too, and with them what it last said.
        process.toHandle().destroyForcibly();
        await(Duration.ofSeconds(1));
    }

    /** What it has written until now, without the secrets of {@code command}, which it runs. */
    Result result(Command command) {
        return new Result(
                command.toString(),
                process.isAlive() ? -1 : process.exitValue(),
                command.withoutSecrets(out.text()),
                command.withoutSecrets(err.text()));
    }

    private static long startOf(long pid) {
        String stat;
        try {
            stat = FileText.read(Path.of("/proc/" + pid + "/stat"));
        } catch (IOException e) {
            return 0;
        }
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(fields[19]);
    }

    private static void feed(OutputStream input, byte[] bytes) {
        try (input) {
            input.write(bytes);
        } catch (IOException e) {
            // It has ended, or closed its input: it did not want the rest.
            return;
        }
    }

    /** One of its streams. */
    private static final class Drain {
        private final InputStream stream;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Drain(InputStream stream) {
            this.stream = stream;
        }

        /** @return whether there was something */
        boolean drain() {
            try {
                int available = stream.available();
                if (available > 0) {
                    bytes.write(stream.readNBytes(available));
                }
                return available > 0;
            } catch (IOException e) {
                throw new NodeFailed("reading the output of a process: " + e.getMessage(), e);
            }
        }

        String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }
}
