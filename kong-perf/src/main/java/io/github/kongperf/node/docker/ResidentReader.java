package io.github.kongperf.node.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Frame;
import io.github.kongperf.node.NodeFailed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * A shell that stays in a container and prints the files that it is asked for: about a millisecond each, where a command of its own
 * takes the engine a hundred. It ends with the connection, so also with this JVM.
 */
final class ResidentReader implements AutoCloseable {

    /** Prints each file whose name it reads, then a line with its {@code $0} and the exit code of {@code cat}. */
    private static final String LOOP = """
            while IFS= read -r kperf_file; do
                cat -- "$kperf_file" 2>&1
                printf '\\n%s %s\\n' "$0" "$?"
            done
            """;

    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final DockerClient client;
    private final String container;
    private final List<String> environment;
    private @Nullable Shell shell;

    /** @param environment of the shell, each as {@code NAME=value} */
    ResidentReader(DockerClient client, String container, List<String> environment) {
        this.client = client;
        this.container = container;
        this.environment = List.copyOf(environment);
    }

    /**
     * What a file holds, as UTF-8.
     *
     * @return empty if it can't be asked by this way
     * @throws NodeFailed if it can't be read
     */
    synchronized Optional<String> read(String file) throws InterruptedException {
        if (file.contains("\n")) {
            return Optional.empty();
        }
        boolean answered = false;
        try {
            Shell asked = shell == null ? begin() : shell;
            shell = asked;
            Optional<Answer> answer = asked.ask(file);
            if (answer.isEmpty()) {
                return Optional.empty();
            }
            answered = true;
            if (answer.get().code() != 0) {
                throw new NodeFailed("reading %s: %s"
                        .formatted(file, answer.get().text().strip().replaceFirst("^cat: ", "")));
            }
            return Optional.of(answer.get().text());
        } catch (DockerException e) {
            // It has ended, or never begun: the container may be gone, which a command of its own will tell.
            return Optional.empty();
        } finally {
            if (!answered) {
                close();
            }
        }
    }

    private Shell begin() {
        String token = "kong-perf-" + UUID.randomUUID();
        String exec = client.execCreateCmd(container)
                .withCmd("sh", "-c", LOOP, token)
                .withEnv(environment)
                .withUser("0:0")
                .withAttachStdin(true)
                .withAttachStdout(true)
                .withAttachStderr(true)
                .exec()
                .getId();
        Shell begun = new Shell(token);
        client.execStartCmd(exec).withStdIn(begun.input()).exec(begun);
        return begun;
    }

    @Override
    public synchronized void close() {
        Shell open = shell;
        shell = null;
        if (open != null) {
            open.close();
        }
    }

    private record Answer(String text, int code) {}

    /** What is to be asked. Not a pipe of Java's, which breaks when the thread ends that wrote to it last. */
    private static final class Questions extends InputStream {
        private static final byte[] END = new byte[0];

        private final BlockingQueue<byte[]> waiting = new LinkedBlockingQueue<>();
        private byte[] now = END;
        private int next;

        void add(byte[] question) {
            waiting.add(question);
        }

        @Override
        public void close() {
            waiting.add(END);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (next == now.length) {
                try {
                    now = waiting.take();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new InterruptedIOException("interrupted while waiting for a question");
                }
                next = 0;
                if (now.length == 0) {
                    // For whoever reads on after the end.
                    waiting.add(END);
                    return -1;
                }
            }
            int count = Math.min(length, now.length - next);
            System.arraycopy(now, next, bytes, from, count);
            next += count;
            return count;
        }
    }

    private static final class Shell extends ResultCallback.Adapter<Frame> {
        private final byte[] mark;
        private final Questions questions = new Questions();
        private final ByteArrayOutputStream said = new ByteArrayOutputStream();
        private boolean over;

        Shell(String token) {
            this.mark = ("\n" + token + " ").getBytes(StandardCharsets.UTF_8);
        }

        InputStream input() {
            return questions;
        }

        @Override
        public synchronized void onNext(Frame frame) {
            said.writeBytes(frame.getPayload());
            notifyAll();
        }

        @Override
        public void onComplete() {
            super.onComplete();
            end();
        }

        @Override
        public void onError(Throwable failure) {
            super.onError(failure);
            end();
        }

        private synchronized void end() {
            over = true;
            notifyAll();
        }

        /** @return empty if it has ended, or does not answer in time */
        synchronized Optional<Answer> ask(String file) throws InterruptedException {
            said.reset();
            questions.add((file + "\n").getBytes(StandardCharsets.UTF_8));
            long deadline = System.nanoTime() + LONGEST.toNanos();
            while (true) {
                Optional<Answer> answer = answer();
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (answer.isPresent() || over || left <= 0) {
                    return answer;
                }
                wait(left);
            }
        }

        private Optional<Answer> answer() {
            byte[] all = said.toByteArray();
            if (all.length == 0 || all[all.length - 1] != '\n') {
                return Optional.empty();
            }
            // The code has three digits at most.
            for (int at = all.length - 2 - mark.length; at >= Math.max(0, all.length - 4 - mark.length); at--) {
                if (java.util.Arrays.equals(all, at, at + mark.length, mark, 0, mark.length)) {
                    String code =
                            new String(all, at + mark.length, all.length - at - mark.length, StandardCharsets.UTF_8);
                    return Optional.of(
                            new Answer(new String(all, 0, at, StandardCharsets.UTF_8), Integer.parseInt(code.strip())));
                }
            }
            return Optional.empty();
        }

        @Override
        public void close() {
            try {
                questions.close();
                super.close();
            } catch (IOException e) {
                // It was to be given up, and is.
                return;
            }
        }
    }
}
