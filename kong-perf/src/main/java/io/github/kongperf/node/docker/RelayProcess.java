package io.github.kongperf.node.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.node.TextBeside;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The process of a {@link Relay}: relay.pl, which ends with the connection to the engine, so also with this JVM. */
final class RelayProcess implements AutoCloseable {

    /** What its process is called. */
    static final String NAME = "kong-perf-relay";

    private static final String SCRIPT = "relay.pl";
    private static final long BEGIN_SECONDS = 20;
    private static final long END_MILLIS = 1000;

    private final FedStream orders = new FedStream();
    private final Answers answers = new Answers();
    private final Map<Integer, RelayLink> links = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private volatile boolean closing;

    private RelayProcess() {}

    /**
     * Starts one.
     *
     * @param name of the container, for messages
     * @throws NodeFailed if it does not start
     */
    static RelayProcess begin(DockerClient client, String container, String name) throws InterruptedException {
        RelayProcess process = new RelayProcess();
        try {
            String exec = client.execCreateCmd(container)
                    .withCmd("perl", "-e", TextBeside.of(RelayProcess.class, SCRIPT), NAME)
                    .withUser("0:0")
                    .withAttachStdin(true)
                    .withAttachStdout(true)
                    .withAttachStderr(true)
                    .exec()
                    .getId();
            client.execStartCmd(exec).withStdIn(process.orders).exec(process.answers);
        } catch (DockerException e) {
            throw new NodeFailed("reaching containers through %s: %s".formatted(name, Engine.reason(e)), e);
        }
        if (!process.answers.awaitReady()) {
            process.close();
            throw new NodeFailed("reaching containers through %s: perl, which does that, did not start there: %s"
                    .formatted(name, process.answers.said()));
        }
        return process;
    }

    /**
     * Connects to a port, as the container reaches it. {@link #release} lets go of it.
     *
     * @param millis to wait for that
     * @throws IOException if it can't be
     */
    RelayLink connect(String address, int port, long millis) throws IOException {
        int number = numbers.incrementAndGet();
        RelayLink link = new RelayLink(number, this::tell);
        links.put(number, link);
        tell(RelayFrame.text(RelayFrame.OPEN, number, address + " " + port));
        if (over()) {
            link.gone(answers.said());
        }
        try {
            link.awaitOpen(millis);
            return link;
        } catch (IOException e) {
            release(link);
            throw e;
        }
    }

    /** Cuts a connection, unless it has ended in both directions. */
    void release(RelayLink link) {
        link.cut();
        links.values().remove(link);
    }

    private void tell(RelayFrame frame) {
        if (!closing && !over()) {
            orders.add(frame.packed());
        }
    }

    /** Whether it has ended. */
    boolean over() {
        return answers.over;
    }

    @Override
    public void close() {
        // In good order if it can be: the library prints a stack trace where a connection closes while it writes to it.
        closing = true;
        orders.add(RelayFrame.of(RelayFrame.QUIT, 0).packed());
        answers.awaitEnd();
        answers.end();
        try {
            answers.close();
        } catch (IOException e) {
            // It was to be given up, and is.
            return;
        }
    }

    private final class Answers extends ResultCallback.Adapter<Frame> {
        private final RelayFrame.Reader reader = new RelayFrame.Reader();
        private final ByteArrayOutputStream words = new ByteArrayOutputStream();
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile boolean ready;
        private volatile boolean over;

        boolean awaitReady() throws InterruptedException {
            return begun.await(BEGIN_SECONDS, TimeUnit.SECONDS) && ready;
        }

        void awaitEnd() {
            try {
                ended.await(END_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        String said() {
            String all = words.toString(StandardCharsets.UTF_8).strip();
            return all.isEmpty() ? "the container has ended, or its engine" : all;
        }

        @Override
        public void onNext(Frame frame) {
            if (frame.getStreamType() == StreamType.STDERR) {
                words.writeBytes(frame.getPayload());
                return;
            }
            if (!ready && !RelayFrame.isReady(frame.getPayload())) {
                // That there is no perl comes so.
                words.writeBytes(frame.getPayload());
                return;
            }
            reader.add(frame.getPayload()).forEach(this::hear);
        }

        private void hear(RelayFrame frame) {
            if (frame.kind() == RelayFrame.READY) {
                ready = true;
                begun.countDown();
                return;
            }
            RelayLink link = links.get(frame.link());
            if (link != null) {
                link.hear(frame);
            }
        }

        @Override
        public void onComplete() {
            super.onComplete();
            end();
        }

        @Override
        public void onError(Throwable failure) {
            super.onError(failure);
            if (words.size() == 0) {
                words.writeBytes(Engine.reason(failure).getBytes(StandardCharsets.UTF_8));
            }
            end();
        }

        void end() {
            over = true;
            ended.countDown();
            begun.countDown();
            // Else the thread that waits for more would wait on.
            orders.close();
            links.values().forEach(link -> link.gone(said()));
        }
    }
}
