package io.github.kongperf.load.jvm;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** One thread of the generator, on epoll where there is one; lives as long as the generator. */
final class GeneratorThread {

    /** Milliseconds after which a connection that can't be made counts as failed. */
    static final int CONNECT_TIMEOUT = 5_000;

    private final SharedReadBuffer readBuffer = new SharedReadBuffer();
    private final MultiThreadIoEventLoopGroup group;
    private final EventLoop loop;

    GeneratorThread(int index) {
        IoHandlerFactory handlers = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        group = new MultiThreadIoEventLoopGroup(1, (ThreadFactory) task -> thread(task, index), handlers);
        loop = group.next();
    }

    private static Thread thread(Runnable task, int index) {
        Thread thread = new FastThreadLocalThread(task, JvmLoadGenerator.THREAD_NAME + "-" + index);
        thread.setDaemon(true);
        return thread;
    }

    EventLoop loop() {
        return loop;
    }

    Bootstrap connectingTo(InetSocketAddress address) {
        Class<? extends SocketChannel> channel =
                Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class;
        return new Bootstrap()
                .group(loop)
                .channel(channel)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.RECVBUF_ALLOCATOR, readBuffer)
                .disableResolver()
                .remoteAddress(address);
    }

    /** Begins to end the thread. */
    Future<?> close() {
        return group.shutdownGracefully(0, 500, TimeUnit.MILLISECONDS).addListener(done -> readBuffer.close());
    }
}
