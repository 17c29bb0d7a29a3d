package io.github.kongperf.driver.docker;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.HostConfig;
import io.github.kongperf.driver.nodes.ScenarioChecks;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.node.docker.ContainerNode;
import io.github.kongperf.node.docker.Engine;
import io.github.kongperf.node.docker.Reach;
import io.github.kongperf.scenario.Problem;
import io.github.kongperf.scenario.ScenarioFile;
import io.github.kongperf.upstream.Nginx;
import java.util.List;
import java.util.Optional;

/** Looks through what only a container can tell, in one that stays for a moment. */
final class DockerChecks {

    private final Engine engine;
    private final DockerSettings settings;

    DockerChecks(Engine engine, DockerSettings settings) {
        this.engine = engine;
        this.settings = settings;
    }

    /** What nginx finds wrong with the upstream of a scenario. */
    Optional<Problem> upstream(ScenarioFile file, Image worker) throws InterruptedException {
        String container;
        try {
            // No ledger has it: it removes itself, even if nobody is left to do it.
            container = engine.client()
                    .createContainerCmd(worker.id())
                    .withEntrypoint(List.of("sleep", "60"))
                    .withCmd(List.of())
                    .withLabels(Labels.of("check", "check"))
                    .withNetworkDisabled(true)
                    .withHostConfig(
                            HostConfig.newHostConfig().withAutoRemove(true).withInit(true))
                    .exec()
                    .getId();
            engine.client().startContainerCmd(container).exec();
        } catch (DockerException e) {
            throw new NodeFailed("starting a container to check the upstream: " + Engine.reason(e), e);
        }
        try (ContainerNode node =
                new ContainerNode(engine, container, "the container of upstreams", Reach.direct("127.0.0.1"), "")) {
            return ScenarioChecks.upstream(
                    file, () -> Nginx.find(node, Optional.empty(), Optional.empty()), "/tmp/kong-perf-check");
        } finally {
            remove(container);
        }
    }

    private void remove(String container) {
        try {
            engine.client()
                    .removeContainerCmd(container)
                    .withForce(true)
                    .withRemoveVolumes(true)
                    .exec();
        } catch (NotFoundException gone) {
            return;
        } catch (DockerException e) {
            settings.commands().accept("removing a container: " + Engine.reason(e));
        }
    }
}
