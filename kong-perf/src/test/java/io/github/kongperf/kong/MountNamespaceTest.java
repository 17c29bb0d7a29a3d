package io.github.kongperf.kong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.kongperf.node.Command;
import io.github.kongperf.node.ForwardingNode;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.Result;
import io.github.kongperf.node.local.LocalNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountNamespaceTest {

    @TempDir
    private Path folder;

    private final LocalNode node = new LocalNode();
    private final Map<Path, Path> mounts = new LinkedHashMap<>();

    @BeforeEach
    void makeFolders() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path local = Files.createDirectories(folder.resolve("local with blank/share/inner"));
        Files.writeString(local.resolve("file"), "of the package");
        Path other = Files.createDirectories(folder.resolve("other"));
        Files.writeString(other.resolve("file"), "of the commit");
        mounts.put(Path.of("/usr/local"), folder.resolve("local with blank"));
        mounts.put(Path.of("/usr/local/share/inner"), other);
    }

    @Test
    void showsFilesElsewhereToOneCommandOnly() throws Exception {
        List<String> before = host();
        assertThat(new MountNamespace(node).check()).isEmpty();
        assertThat(run(node, "cat", "/usr/local/share/inner/file").out()).isEqualTo("of the commit");
        assertThat(run(node, "sh", "-c", "printf '%s|' \"$@\"", "sh", "a b", "--", "'\"\n", "")
                        .out())
                .isEqualTo("a b|--|'\"\n||");
        assertThat(run(node, "sh", "-c", "exit 7").code()).isEqualTo(7);
        assertThat(host()).isEqualTo(before);
    }

    @Test
    void worksForAnOrdinaryUserWhoStaysHimself() throws Exception {
        boolean root = "0".equals(node.run(Command.of("id", "-u")).out().strip());
        Node ordinary = root ? new AsUser(node, "nobody") : node;
        if (!"true".equals(System.getenv("CI"))) {
            // There it must: some systems allow it to nobody.
            assumeThat(new MountNamespace(ordinary).check()).isEmpty();
        }
        assertThat(new MountNamespace(ordinary).check()).isEmpty();
        assertThat(run(ordinary, "cat", "/usr/local/share/inner/file").out()).isEqualTo("of the commit");
        assertThat(run(ordinary, "id", "-u").out())
                .isEqualTo(ordinary.run(Command.of("id", "-u")).out())
                .isNotEqualTo("0\n");
        assertThat(run(ordinary, "sh", "-c", "mount --bind /usr/share /usr/local")
                        .code())
                .isNotZero();
    }

    @Test
    void saysWhatTheSystemMustAllow() throws Exception {
        Node refusing = new WithoutUnshare(node);
        assertThat(new MountNamespace(refusing).check())
                .hasValueSatisfying(sentence ->
                        assertThat(sentence).contains("mount namespace", "Operation not permitted", "driver docker"));
    }

    /** A system that allows no namespaces. */
    private static final class WithoutUnshare extends ForwardingNode {
        WithoutUnshare(Node node) {
            super(node);
        }

        @Override
        public Result run(Command command) throws InterruptedException {
            return command.arguments().get(0).equals("unshare")
                    ? new Result(command.toString(), 1, "", "unshare: unshare failed: Operation not permitted")
                    : super.run(command);
        }
    }

    private Result run(Node on, String... command) throws InterruptedException {
        List<String> words = new ArrayList<>(new MountNamespace(on).wrapper(mounts));
        words.addAll(List.of(command));
        return on.run(Command.of(words));
    }

    private static List<String> host() throws IOException {
        try (Stream<Path> inside = Files.walk(Path.of("/usr/local"), 2)) {
            return inside.map(Path::toString).sorted().toList();
        }
    }
}
