package io.github.kongperf.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kongperf.node.local.LocalNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShowingNodeTest {

    @TempDir
    Path temp;

    private final List<String> lines = new ArrayList<>();
    private final Node node = new ShowingNode(new LocalNode(), lines::add);

    @Test
    void showsWhatAPersonWouldTypeButNoSecret() throws Exception {
        node.run(Command.of("sh", "-c", "cat > 'a b'; exit 3")
                .in(temp.toString())
                .env("COLOUR", "light blue")
                .secret("PGPASSWORD", "hidden-1")
                .input("text"));

        assertThat(lines)
                .singleElement()
                .asString()
                .matches(
                        "(?s)this machine: cd \\Q%s\\E && COLOUR='light blue' PGPASSWORD=\\(secret\\) sh -c '.*exit 3' \\(with 4 bytes of input\\): exit code 3 after \\d+ ms"
                                .formatted(temp));
        assertThat(lines).noneMatch(line -> line.contains("hidden-1"));
        assertThat(temp.resolve("a b")).hasContent("text");
    }

    @Test
    void showsWhatGoesOn() throws Exception {
        Job job = node.start(Command.of("true"), temp.resolve("job").toString());
        job.await(Duration.ofSeconds(10));
        job.end(Duration.ZERO);

        assertThat(lines).containsExactly("this machine: true & (output in %s)".formatted(temp.resolve("job")));
    }
}
