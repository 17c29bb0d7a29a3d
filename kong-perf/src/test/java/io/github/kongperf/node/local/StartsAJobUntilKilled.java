package io.github.kongperf.node.local;

import io.github.kongperf.node.Command;
import java.util.List;

/** A process for {@link LocalJobTest}: starts a job and waits to be killed. */
final class StartsAJobUntilKilled {

    private StartsAJobUntilKilled() {}

    public static void main(String[] args) throws InterruptedException {
        new LocalNode().start(Command.of(List.of(args).subList(1, args.length)), args[0]);
        System.out.println("started");
        // An end of its own, so that nothing is left running if the test dies.
        Thread.sleep(60_000);
    }
}
