package io.github.kongperf.node.local;

import io.github.kongperf.node.JobContract;
import io.github.kongperf.node.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** Many systems have bash where others have dash, and they differ in traps, signals and exec. */
final class LocalJobWithBashTest extends JobContract {

    @TempDir
    private Path here;

    @Override
    protected Node open() {
        Map<String, String> callers = new HashMap<>(System.getenv());
        try {
            Path programs = Files.createDirectories(here.resolve("programs"));
            Files.copy(Path.of("/bin/bash"), programs.resolve("sh"), StandardCopyOption.COPY_ATTRIBUTES);
            callers.merge("PATH", programs.toString(), (path, first) -> first + ":" + path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new LocalNode("", callers);
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
