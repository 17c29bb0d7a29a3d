package io.github.kongperf.node.local;

import io.github.kongperf.node.JobContract;
import io.github.kongperf.node.Node;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class LocalJobTest extends JobContract {

    @TempDir
    private Path here;

    @Override
    protected Node open() {
        return new LocalNode();
    }

    @Override
    protected Class<?> starter() {
        return StartsAJobUntilKilled.class;
    }

    @Override
    protected String scratch() {
        return here.resolve("there").toString();
    }
}
