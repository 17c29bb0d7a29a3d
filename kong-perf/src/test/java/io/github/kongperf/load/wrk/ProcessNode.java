package io.github.kongperf.load.wrk;

import io.github.kongperf.node.Command;
import io.github.kongperf.node.Job;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.node.Result;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Stands in for the local node. */
final class ProcessNode implements Node {

    @Override
    public String name() {
        return "this machine";
    }

    @Override
    public Result run(Command command) throws InterruptedException {
        try {
            Path out = Files.createTempFile("kp", ".out");
            Path err = Files.createTempFile("kp", ".err");
            ProcessBuilder builder = new ProcessBuilder(command.arguments());
            builder.environment().putAll(command.environment());
            Process process = builder.redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            process.getOutputStream().close();
            try {
                if (!process.waitFor(command.within().toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new NodeFailed("'%s' was not over in %s".formatted(command, command.within()));
                }
                return new Result(
                        command.toString(),
                        process.exitValue(),
                        Files.readString(out, StandardCharsets.UTF_8),
                        Files.readString(err, StandardCharsets.UTF_8));
            } finally {
                process.destroyForcibly();
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new NodeFailed("running " + command, e);
        }
    }

    @Override
    public Job start(Command command, String folder) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Job> find(String folder) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void put(Path from, String to) {
        try {
            Files.createDirectories(Path.of(to).getParent());
            Files.copy(from, Path.of(to), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new NodeFailed("putting " + to, e);
        }
    }

    @Override
    public void get(String from, Path to) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String address() {
        return "127.0.0.1";
    }

    @Override
    public InetSocketAddress reach(int port) {
        return new InetSocketAddress("127.0.0.1", port);
    }

    @Override
    public void close() {}
}
