package io.github.kongperf.node.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kongperf.node.Await;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.Job;
import io.github.kongperf.node.JobContract;
import io.github.kongperf.node.Node;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class ContainerJobTest extends JobContract {

    @RegisterExtension
    private static final OneContainer CONTAINER = new OneContainer(Map.of());

    @Override
    protected Node open() {
        return CONTAINER.node();
    }

    @Override
    protected List<String> starter() {
        return List.of(StartsAJobUntilKilled.class.getName(), CONTAINER.id());
    }

    @Override
    protected String scratch() {
        return "/tmp/" + UUID.randomUUID();
    }

    /** As in images of Alpine, such as those of Kong before 3.0. */
    @Test
    void startsAJobWhereSetsidCannotFork() throws InterruptedException {
        String shim =
                "[ \"$1\" != -f ] || { echo 'setsid: unrecognized option: f' >&2; exit 1; }; exec /usr/bin/setsid \"$@\"";
        node().run(Command.of(
                        "sh",
                        "-c",
                        "printf '#!/bin/sh\\n%s\\n' \"$1\" >/usr/local/bin/setsid && chmod 755 /usr/local/bin/setsid",
                        "sh",
                        shim))
                .orFail("putting another setsid before it");
        try {
            Job job = node().start(
                            Command.of(
                                    "sh",
                                    "-c",
                                    "trap 'echo asked; exit 5' INT; echo here; while :; do sleep 0.05; done"),
                            scratch());
            Await.until(
                    "its first words",
                    Duration.ofSeconds(10),
                    () -> job.output().contains("here") ? Optional.empty() : Optional.of(job.output()));
            assertThat(job.running()).isTrue();
            long first = job.processes().get(0);
            node().run(Command.of("sh", "-c", "kill -INT " + first)).orFail("asking it to end");
            assertThat(job.await(Duration.ofSeconds(10))).isTrue();
            assertThat(job.output()).contains("asked");
            assertThat(job.exitCode()).hasValue(5);
        } finally {
            node().run(Command.of("rm", "/usr/local/bin/setsid")).orFail("removing it");
        }
    }
}
