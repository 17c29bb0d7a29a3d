package io.github.kongperf.node.docker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a {@link RelayProcess} and this JVM say to each other; relay.pl tells what the kinds are. */
final class RelayFrame {

    static final char READY = 'R';
    static final char OPEN = 'O';
    static final char FAILED = 'F';
    static final char DATA = 'D';
    static final char END = 'E';
    static final char TAKEN = 'A';
    static final char CUT = 'X';
    static final char QUIT = 'Q';

    private static final int HEAD = 12;
    private static final byte[] FIRST = of(READY, 0).packed();

    private final char kind;
    private final int link;
    private final byte[] bytes;

    /**
     * @param kind a letter
     * @param link the number of a connection
     * @param bytes given away
     */
    RelayFrame(char kind, int link, byte[] bytes) {
        this.kind = kind;
        this.link = link;
        this.bytes = bytes;
    }

    static RelayFrame of(char kind, int link) {
        return new RelayFrame(kind, link, new byte[0]);
    }

    static RelayFrame text(char kind, int link, String text) {
        return new RelayFrame(kind, link, text.getBytes(StandardCharsets.UTF_8));
    }

    static RelayFrame taken(int link, int count) {
        return new RelayFrame(TAKEN, link, ByteBuffer.allocate(4).putInt(count).array());
    }

    char kind() {
        return kind;
    }

    int link() {
        return link;
    }

    /** Not a copy. */
    byte[] bytes() {
        return bytes;
    }

    /** Whether it is what a process says first. */
    static boolean isReady(byte[] piece) {
        return piece.length >= HEAD && Arrays.equals(piece, 0, HEAD, FIRST, 0, HEAD);
    }

    String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    int number() {
        return ByteBuffer.wrap(bytes).getInt();
    }

    byte[] packed() {
        return ByteBuffer.allocate(HEAD + bytes.length)
                .putInt(kind << 24)
                .putInt(link)
                .putInt(bytes.length)
                .put(bytes)
                .array();
    }

    /** Puts together what comes in pieces. */
    static final class Reader {
        private byte[] waiting = new byte[0];

        /** The frames that are whole with this piece. */
        List<RelayFrame> add(byte[] piece) {
            byte[] all = Arrays.copyOf(waiting, waiting.length + piece.length);
            System.arraycopy(piece, 0, all, waiting.length, piece.length);
            List<RelayFrame> frames = new ArrayList<>();
            ByteBuffer left = ByteBuffer.wrap(all);
            while (left.remaining() >= HEAD) {
                int length = left.getInt(left.position() + 8);
                if (length > left.remaining() - HEAD) {
                    break;
                }
                char kind = (char) (left.getInt() >>> 24);
                int link = left.getInt();
                byte[] bytes = new byte[left.getInt()];
                left.get(bytes);
                frames.add(new RelayFrame(kind, link, bytes));
            }
            waiting = Arrays.copyOfRange(all, left.position(), all.length);
            return frames;
        }
    }
}
