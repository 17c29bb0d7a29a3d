package io.github.kongperf.node.local;

import io.github.kongperf.node.Command;
import io.github.kongperf.node.NodeFailed;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where programs are. */
final class Programs {

    private Programs() {}

    /**
     * Looks for the program of a command as the system would.
     *
     * @throws NodeFailed if it is not there, or may not be run
     */
    static void require(Command command, String path, String folder) {
        String program = command.arguments().get(0);
        if (program.contains("/")) {
            Path file = Path.of(folder).resolve(program);
            if (!Files.isExecutable(file) || Files.isDirectory(file)) {
                throw new NodeFailed("running '%s': %s %s"
                        .formatted(command, program, Files.exists(file) ? "is not executable" : "is not there"));
            }
            return;
        }
        for (String place : path.split(":", -1)) {
            Path file = Path.of(folder).resolve(place).resolve(program);
            if (Files.isExecutable(file) && !Files.isDirectory(file)) {
                return;
            }
        }
        throw new NodeFailed(
                "running '%s': %s is not installed, or not on PATH (%s)".formatted(command, program, path));
    }
}
