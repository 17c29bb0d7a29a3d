package io.github.kongperf.node.docker;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** What goes to the standard input of a process, as it comes. Not a pipe of Java's, which breaks when the thread ends that wrote to it last. */
final class FedStream extends InputStream {

    private static final byte[] END = new byte[0];

    private final BlockingQueue<byte[]> waiting = new LinkedBlockingQueue<>();
    private byte[] now = END;
    private int next;

    /** @param bytes at least one */
    void add(byte[] bytes) {
        waiting.add(bytes);
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
                throw new InterruptedIOException("interrupted while waiting for more");
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
