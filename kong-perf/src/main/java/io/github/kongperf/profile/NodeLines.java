package io.github.kongperf.profile;

import io.github.kongperf.node.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.stream.Stream;

/** Lines of a file on a node that may be too long for a command's output. */
final class NodeLines {

    private NodeLines() {}

    /** @param read gets them all, one by one */
    static <T> T of(Node node, String file, Charset charset, Function<Stream<String>, T> read)
            throws InterruptedException {
        try {
            Path here = Files.createTempFile("kong-perf-", ".profile");
            try {
                node.get(file, here);
                try (Stream<String> lines = Files.lines(here, charset)) {
                    return read.apply(lines);
                }
            } finally {
                Files.deleteIfExists(here);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("reading what was sampled; is the disk full?", e);
        }
    }
}
