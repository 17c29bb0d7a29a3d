package io.github.kongperf.node.docker;

import io.github.kongperf.node.JobContract;
import io.github.kongperf.node.Node;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ContainerJobTest extends JobContract {

    private Engine engine;
    private String container;

    @BeforeAll
    void start() {
        engine = TestContainers.engine();
        container = TestContainers.start(engine, Map.of());
    }

    @AfterAll
    void remove() {
        if (container != null) {
            TestContainers.remove(engine, container);
        }
    }

    @Override
    protected Node open() {
        return TestContainers.node(engine, container);
    }

    @Override
    protected List<String> starter() {
        return List.of(StartsAJobUntilKilled.class.getName(), container);
    }

    @Override
    protected String scratch() {
        return "/tmp/" + UUID.randomUUID();
    }
}
