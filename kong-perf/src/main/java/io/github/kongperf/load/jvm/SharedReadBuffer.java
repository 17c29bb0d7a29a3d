package io.github.kongperf.load.jvm;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;

/**
 * Has all channels of one event loop read into one buffer, which saves an allocation for each answer. That is safe because
 * {@link Connection} is done with the bytes when {@code channelRead} returns.
 */
final class SharedReadBuffer extends DefaultMaxMessagesRecvByteBufAllocator implements AutoCloseable {

    /** Bytes that are read at once. */
    static final int SIZE = 64 * 1024;

    private final ByteBuf buffer = Unpooled.directBuffer(SIZE, SIZE);

    @Override
    public MaxMessageHandle newHandle() {
        return new MaxMessageHandle() {
            @Override
            public ByteBuf allocate(ByteBufAllocator unused) {
                return buffer.clear().retain();
            }

            @Override
            public int guess() {
                return SIZE;
            }
        };
    }

    @Override
    public void close() {
        buffer.release();
    }
}
