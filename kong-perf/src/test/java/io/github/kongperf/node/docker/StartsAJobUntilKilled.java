package io.github.kongperf.node.docker;

import io.github.kongperf.node.Command;
import java.nio.file.Path;
import java.util.List;

/** A process for {@link ContainerJobTest}: starts a job in a container and waits to be killed. */
final class StartsAJobUntilKilled {

    private StartsAJobUntilKilled() {}

    public static void main(String[] args) throws InterruptedException {
        Engine engine = Engine.connect(System.getenv(), Path.of(System.getProperty("user.home")));
        TestContainers.node(engine, args[0]).start(Command.of(List.of(args).subList(2, args.length)), args[1]);
        System.out.println("started");
        // An end of its own, so that nothing is left running if the test dies.
        Thread.sleep(60_000);
    }
}
