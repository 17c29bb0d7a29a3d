package io.github.kongperf.node.docker;

import io.github.kongperf.node.Node;
import io.github.kongperf.node.NodeContract;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** As if its address meant nothing here. */
final class ContainerNodeThroughRelayTest extends NodeContract {

    @RegisterExtension
    private static final OneContainer CONTAINER = new OneContainer(Map.of());

    @RegisterExtension
    private static final OneContainer OTHER = new OneContainer(Map.of());

    private final Relay relay = new Relay(OTHER.engine(), OTHER.id(), "container relay");

    @AfterEach
    void closeRelay() {
        relay.close();
    }

    @Override
    protected Node open() {
        return TestContainers.node(CONTAINER.engine(), CONTAINER.id(), relay);
    }

    @Override
    protected String scratch() {
        return "/tmp/" + UUID.randomUUID();
    }
}
