package io.github.kongperf.node.docker;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** A connection that a {@link RelayProcess} has made. One thread may read while another one writes. */
final class RelayLink {

    /** Bytes on their way in a direction. */
    private static final int WINDOW = 256 << 10;

    private static final byte[] END = new byte[0];
    private static final byte[] CUT = new byte[0];

    private final int number;
    private final Consumer<RelayFrame> tell;
    private final CompletableFuture<String> opened = new CompletableFuture<>();
    private final BlockingQueue<byte[]> arrived = new LinkedBlockingQueue<>();
    private final Semaphore credit = new Semaphore(WINDOW);
    private volatile boolean cut;
    private volatile boolean ended;
    private volatile boolean heardAll;

    /** @param tell says something to the process */
    RelayLink(int number, Consumer<RelayFrame> tell) {
        this.number = number;
        this.tell = tell;
    }

    /** What the process says of it. */
    void hear(RelayFrame frame) {
        switch (frame.kind()) {
            case RelayFrame.OPEN -> opened.complete("");
            case RelayFrame.FAILED -> opened.complete(frame.text());
            case RelayFrame.DATA -> arrived.add(frame.bytes());
            case RelayFrame.END -> arrived.add(END);
            case RelayFrame.TAKEN -> credit.release(frame.number());
            case RelayFrame.CUT -> gone(frame.text());
            default -> throw new IllegalStateException("a relay says " + frame.kind());
        }
    }

    /** It is no more. */
    void gone(String why) {
        cut = true;
        opened.complete(why);
        arrived.add(CUT);
        // Wakes who waits for it.
        credit.release(WINDOW);
    }

    /** @throws IOException if there is no connection, and why */
    void awaitOpen(long millis) throws IOException {
        String why;
        try {
            why = opened.get(millis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            why = "no answer in %d ms".formatted(millis);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            throw interrupted();
        }
        if (!why.isEmpty()) {
            throw new IOException(why);
        }
    }

    /** @param count of the bytes; less than the window */
    void write(byte[] bytes, int count) throws IOException {
        try {
            credit.acquire(count);
        } catch (InterruptedException e) {
            throw interrupted();
        }
        if (cut) {
            throw new IOException("the connection was cut");
        }
        tell.accept(new RelayFrame(RelayFrame.DATA, number, Arrays.copyOf(bytes, count)));
    }

    /** Nothing more will be written. */
    void end() {
        ended = true;
        tell.accept(RelayFrame.of(RelayFrame.END, number));
    }

    /** What has come; nothing at the end. {@link #taken} is called once there is room for more. */
    byte[] read() throws IOException {
        byte[] next;
        try {
            next = arrived.take();
        } catch (InterruptedException e) {
            throw interrupted();
        }
        if (next == CUT) {
            throw new IOException("the connection was cut");
        }
        heardAll = next.length == 0;
        return next;
    }

    void taken(int count) {
        tell.accept(RelayFrame.taken(number, count));
    }

    /** Ends it in both directions, whatever is on its way. Does nothing once both have ended. */
    void cut() {
        if (!cut && !(ended && heardAll)) {
            tell.accept(RelayFrame.of(RelayFrame.CUT, number));
            gone("cut");
        }
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted");
    }
}
