package io.github.kongperf.node.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A shell that stays in a container and runs scripts, one at a time: a millisecond each, where a command of its own takes the
 * engine a hundred. It ends with the connection, so also with this JVM.
 */
final class ResidentShell implements AutoCloseable {

    /** What its process is called. */
    static final String NAME = "kong-perf-resident";

    private final byte[] outEnd;
    private final byte[] errEnd;
    private final String epilogue;
    private final FedStream questions = new FedStream();
    private final Conversation conversation = new Conversation();

    /**
     * What a script has left.
     *
     * @param code of its last command
     */
    record Answer(String out, String err, int code) {}

    private ResidentShell() {
        String token = UUID.randomUUID().toString();
        outEnd = ("\n" + token + " ").getBytes(StandardCharsets.UTF_8);
        errEnd = ("\n" + token + "\n").getBytes(StandardCharsets.UTF_8);
        epilogue = "\nprintf '\\n%%s %%s\\n' %s \"$?\"; printf '\\n%%s\\n' %s >&2\n".formatted(token, token);
    }

    /**
     * Starts one.
     *
     * @param user as the engine takes it: {@code 0:0}
     * @param environment each as {@code NAME=value}
     * @throws DockerException if it can't be started
     */
    static ResidentShell begin(DockerClient client, String container, String user, List<String> environment) {
        String exec = client.execCreateCmd(container)
                .withCmd("sh", "-s", NAME)
                .withEnv(environment)
                .withUser(user)
                .withAttachStdin(true)
                .withAttachStdout(true)
                .withAttachStderr(true)
                .exec()
                .getId();
        ResidentShell shell = new ResidentShell();
        client.execStartCmd(exec).withStdIn(shell.questions).exec(shell.conversation);
        return shell;
    }

    /** Whether it has ended. */
    boolean over() {
        return conversation.over();
    }

    /**
     * Runs a script, whose commands must not read standard input.
     *
     * @return empty if the shell has ended, or the script is not over in time: then {@link #await} may be called
     */
    Optional<Answer> ask(String script, Duration within) throws InterruptedException {
        conversation.begin();
        questions.add((script + epilogue).getBytes(StandardCharsets.UTF_8));
        return await(within);
    }

    /** Waits for the answer to what was asked last. */
    Optional<Answer> await(Duration within) throws InterruptedException {
        return conversation.await(within);
    }

    @Override
    public void close() {
        try {
            questions.close();
            conversation.close();
        } catch (IOException e) {
            // It was to be given up, and is.
            return;
        }
    }

    /** Bytes of which the end can be seen without a copy. */
    private static final class Said extends ByteArrayOutputStream {

        /** Where {@code mark} stands, if all that follows it is at most so long; else -1. */
        int marked(byte[] mark, int most) {
            for (int at = count - mark.length; at >= Math.max(0, count - mark.length - most); at--) {
                if (java.util.Arrays.equals(buf, at, at + mark.length, mark, 0, mark.length)) {
                    return at;
                }
            }
            return -1;
        }

        boolean endsWithBreak() {
            return count > 0 && buf[count - 1] == '\n';
        }

        String text(int from, int to) {
            return new String(buf, from, to - from, StandardCharsets.UTF_8);
        }
    }

    private final class Conversation extends ResultCallback.Adapter<Frame> {
        /** Three digits and a line break follow the mark on standard output. */
        private static final int CODE = 4;

        private Said out = new Said();
        private Said err = new Said();
        private boolean ended;

        synchronized void begin() {
            // A new one, for one that held a long text would keep its size.
            out = new Said();
            err = new Said();
        }

        @Override
        public synchronized void onNext(Frame frame) {
            (frame.getStreamType() == StreamType.STDERR ? err : out).writeBytes(frame.getPayload());
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
            ended = true;
            notifyAll();
            // Else the thread that waits for a question would wait on.
            questions.close();
        }

        synchronized boolean over() {
            return ended;
        }

        synchronized Optional<Answer> await(Duration within) throws InterruptedException {
            long deadline = System.nanoTime() + within.toNanos();
            while (true) {
                Optional<Answer> answer = answer();
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (answer.isPresent() || ended || left <= 0) {
                    return answer;
                }
                wait(left);
            }
        }

        private Optional<Answer> answer() {
            if (!out.endsWithBreak()) {
                return Optional.empty();
            }
            int outMark = out.marked(outEnd, CODE);
            int errMark = err.marked(errEnd, 0);
            if (outMark < 0 || errMark < 0) {
                return Optional.empty();
            }
            int code = Integer.parseInt(
                    out.text(outMark + outEnd.length, out.size()).strip());
            return Optional.of(new Answer(out.text(0, outMark), err.text(0, errMark), code));
        }
    }
}
