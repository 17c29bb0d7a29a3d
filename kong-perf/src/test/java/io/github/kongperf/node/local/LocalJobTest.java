package io.github.kongperf.node.local;

import io.github.kongperf.node.JobContract;
import io.github.kongperf.node.Node;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

final class LocalJobTest extends JobContract {

    @TempDir
    private Path here;

    @Override
    protected Node open() {
        return new LocalNode();
    }

    @Override
    protected List<String> starter() {
        return List.of(StartsAJobUntilKilled.class.getName());
    }

    @Override
    protected String scratch() {
        return here.resolve("there").toString();
    }
}
