package io.github.kongperf.node.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.NodeFailed;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Prints files of a container by a shell that stays there. */
final class ResidentReader implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final DockerClient client;
    private final String container;
    private final List<String> environment;
    private @Nullable ResidentShell shell;

    /** @param environment of the shell, each as {@code NAME=value} */
    ResidentReader(DockerClient client, String container, List<String> environment) {
        this.client = client;
        this.container = container;
        this.environment = List.copyOf(environment);
    }

    /**
     * What a file holds, as UTF-8.
     *
     * @return empty if it can't be asked by this way
     * @throws NodeFailed if it can't be read
     */
    synchronized Optional<String> read(String file) throws InterruptedException {
        boolean answered = false;
        try {
            ResidentShell asked = shell == null ? ResidentShell.begin(client, container, "0:0", environment) : shell;
            shell = asked;
            Optional<ResidentShell.Answer> answer = asked.ask("cat -- " + Command.quoted(file), LONGEST);
            if (answer.isEmpty()) {
                return Optional.empty();
            }
            answered = true;
            if (answer.get().code() != 0) {
                throw new NodeFailed("reading %s: %s"
                        .formatted(file, answer.get().err().strip().replaceFirst("^cat: ", "")));
            }
            return Optional.of(answer.get().out());
        } catch (DockerException e) {
            // It has ended, or never begun: the container may be gone, which a command of its own will tell.
            return Optional.empty();
        } finally {
            if (!answered) {
                close();
            }
        }
    }

    @Override
    public synchronized void close() {
        ResidentShell open = shell;
        shell = null;
        if (open != null) {
            open.close();
        }
    }
}
