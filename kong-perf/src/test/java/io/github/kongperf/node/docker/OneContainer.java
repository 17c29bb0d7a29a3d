package io.github.kongperf.node.docker;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A container for all tests of a class. */
final class OneContainer implements BeforeAllCallback, AfterAllCallback {

    private final Map<String, String> variables;
    private @Nullable Engine engine;
    private @Nullable String id;

    /** @param variables that it is started with */
    OneContainer(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        Engine found = TestContainers.engine();
        engine = found;
        id = TestContainers.start(found, variables);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Engine found = engine;
        String started = id;
        if (found != null && started != null) {
            TestContainers.remove(found, started);
            found.close();
        }
    }

    Engine engine() {
        return Objects.requireNonNull(engine);
    }

    String id() {
        return Objects.requireNonNull(id);
    }

    ContainerNode node() {
        return TestContainers.node(engine(), id());
    }
}
