package io.github.kongperf.node.docker;

import io.github.kongperf.node.JobContract;
import io.github.kongperf.node.Node;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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
}
