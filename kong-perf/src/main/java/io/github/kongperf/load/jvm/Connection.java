package io.github.kongperf.load.jvm;

import io.github.kongperf.result.ErrorKind;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One of the connections that are kept open: when the one to the target ends, it makes another. Used by its event loop only,
 * and sharable only because its channels follow one another.
 */
@ChannelHandler.Sharable
@SuppressWarnings("FutureReturnValueIgnored") // failures come back as events
final class Connection extends ChannelInboundHandlerAdapter {

    private static final long FIRST_PAUSE_MILLIS = 10;
    private static final int MOST_DOUBLINGS = 7;

    private final Worker worker;
    private final Bootstrap bootstrap;
    private final SplittableRandom random;
    private final ResponseParser parser = new ResponseParser();
    private final Bytes rendered = new Bytes();
    private ByteBuf request = Unpooled.directBuffer(512);
    private @Nullable RequestTemplate written;
    private @Nullable Channel channel;
    private boolean tried;
    private boolean up;
    private boolean inFlight;
    private int failures;
    private long sent;
    private long due;

    Connection(Worker worker, Bootstrap bootstrap, SplittableRandom random) {
        this.worker = worker;
        this.bootstrap = bootstrap.clone().handler(this);
        this.random = random;
    }

    void connect() {
        if (worker.isOver()) {
            return;
        }
        ChannelFuture connecting = bootstrap.connect();
        // A channel that could not even be made, for want of file descriptors say, can't be closed either.
        channel = connecting.channel().isRegistered() ? connecting.channel() : null;
        connecting.addListener(done -> worker.inLoop(() -> connected(connecting)));
    }

    private void connected(ChannelFuture connecting) {
        if (worker.isOver()) {
            return; // end() has closed the channel
        }
        boolean first = !tried;
        tried = true;
        if (connecting.isSuccess()) {
            up = true;
            worker.connected(this, first);
        } else {
            failures++;
            worker.refused(connecting.cause(), first);
            reconnect(failures);
        }
    }

    /** After the first failure at once, then after pauses that double up to about a second. */
    private void reconnect(int failed) {
        up = false;
        channel = null;
        if (failed <= 1) {
            connect();
            return;
        }
        long pause = FIRST_PAUSE_MILLIS << Math.min(failed - 2, MOST_DOUBLINGS);
        worker.later(this::connect, pause, TimeUnit.MILLISECONDS);
    }

    /** Whether it could send. */
    boolean isReady() {
        return up && !inFlight;
    }

    /** @param whenDue the time at which the request should have been sent */
    void send(long now, long whenDue) {
        Channel to = Objects.requireNonNull(channel);
        RequestTemplate template = worker.choose(random);
        write(template);
        parser.begin(template.isHead());
        inFlight = true;
        sent = now;
        due = whenDue;
        to.writeAndFlush(request.retain(), to.voidPromise());
    }

    private void write(RequestTemplate template) {
        if (request.refCnt() > 1) {
            // The target answered before it had read all of the last request, which still lies in the channel.
            request.release();
            request = Unpooled.directBuffer(512);
            written = null;
        }
        if (template == written && template.isFixed()) {
            request.readerIndex(0);
            return;
        }
        template.render(random, rendered);
        request.clear().writeBytes(rendered.array(), 0, rendered.size());
        written = template;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            if (context.channel() == channel && worker.isOver()) {
                awaited(in);
            } else if (context.channel() == channel) {
                worker.tally().read(in.readableBytes());
                received(in);
            }
        } catch (NotHttp e) {
            if (worker.isOver()) {
                settle();
            } else {
                failed(ErrorKind.READ);
            }
        } finally {
            in.release();
        }
    }

    private void received(ByteBuf in) throws NotHttp {
        if (!inFlight) {
            throw new NotHttp("an answer that nobody asked for");
        }
        parse(in);
        if (parser.complete()) {
            answered();
        }
    }

    /** The rest of an answer that comes after the end: only that it comes is of interest. */
    private void awaited(ByteBuf in) throws NotHttp {
        if (inFlight) {
            parse(in);
            if (parser.complete()) {
                settle();
            }
        }
    }

    private void parse(ByteBuf in) throws NotHttp {
        int skipped = (int) Math.min(parser.skippable(), in.readableBytes());
        if (skipped > 0) {
            in.skipBytes(skipped);
            parser.skip(skipped);
        }
        int length = in.readableBytes();
        byte[] bytes = worker.bytes(length);
        in.readBytes(bytes, 0, length);
        if (parser.read(bytes, 0, length) < length) {
            throw new NotHttp("more bytes than the answer has");
        }
    }

    private void answered() {
        long now = System.nanoTime();
        if (worker.endIfTimeIsOver(now)) {
            settle();
            return;
        }
        if (worker.isTooLate(now - sent)) {
            failed(ErrorKind.TIMEOUT);
            return;
        }
        inFlight = false;
        failures = 0;
        worker.answered(parser.status(), now - sent, now - due);
        if (parser.keepAlive()) {
            worker.ready(this, now);
        } else {
            replace();
        }
    }

    /** Gives up the request in flight, if there is one, and the connection with it. */
    private void failed(ErrorKind kind) {
        if (inFlight) {
            inFlight = false;
            worker.tally().error(kind);
        } else {
            worker.lost(this);
        }
        if (kind != ErrorKind.TIMEOUT) {
            failures++; // a timeout has taken its time, so that no further pause is needed
        }
        replace();
    }

    private void replace() {
        Channel old = channel;
        channel = null;
        if (old != null) {
            old.close();
        }
        reconnect(failures);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (context.channel() != channel || !up) {
            return;
        }
        if (worker.isOver()) {
            settle();
            return;
        }
        if (inFlight) {
            parser.endOfStream();
        }
        if (inFlight && parser.complete()) {
            answered();
        } else {
            failed(broken());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (context.channel() != channel) {
            return;
        }
        if (worker.isOver()) {
            settle();
        } else if (!(cause instanceof IOException)) {
            worker.fail(cause);
        } else if (up) {
            failed(broken());
        }
    }

    private ErrorKind broken() {
        return parser.started() ? ErrorKind.READ : ErrorKind.CLOSED;
    }

    /** Gives up what is in flight for too long. */
    void sweep(long now) {
        if (inFlight && worker.isTooLate(now - sent)) {
            failed(ErrorKind.TIMEOUT);
        }
    }

    /**
     * Time is over: no more requests.
     *
     * @return whether the connection stays, for the answer to a request in flight may still come in time
     */
    boolean drain(long end, Tally tally) {
        if (!inFlight || worker.isTooLate(end - sent)) {
            end(end, tally);
            return false;
        }
        tally.unanswered(Math.max(0, end - due), 1);
        return true;
    }

    /** After the end: gives up a request whose answer did not come in time, which is an error like any other timeout. */
    void sweepDrained(long now, Tally tally) {
        if (inFlight && worker.isTooLate(now - sent)) {
            tally.error(ErrorKind.TIMEOUT);
            settle();
        }
    }

    /** After the end: nothing is awaited any more. */
    void settle() {
        if (!inFlight) {
            return;
        }
        up = false;
        inFlight = false;
        if (channel != null) {
            channel.close();
        }
        request.release();
        worker.drained();
    }

    /** Ends the connection, and tells what becomes of the request in flight. */
    void end(long end, Tally tally) {
        if (inFlight && worker.isTooLate(end - sent)) {
            tally.error(ErrorKind.TIMEOUT);
        } else if (inFlight) {
            tally.unanswered(Math.max(0, end - due), 1);
        }
        up = false;
        inFlight = false;
        if (channel != null) {
            channel.close();
        }
        request.release();
    }
}
