package io.github.kongperf.load.jvm;

import io.github.kongperf.load.LoadFailed;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.Result;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How to run {@link GeneratorProcess}.
 *
 * @param java the program
 * @param classPath as Java takes it
 */
record GeneratorCommand(String java, String classPath) {

    private static final int OLDEST_JAVA = 17;
    private static final Duration COPYING = Duration.ofMinutes(2);

    /** Before Java 9 it was 1.8. */
    private static final Pattern VERSION = Pattern.compile("version \"(?:1\\.)?([0-9]+)");

    /** With what this JVM has. */
    static GeneratorCommand here() {
        String entries =
                ClassPath.entries().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        return new GeneratorCommand(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), entries);
    }

    /**
     * With the {@code java} of {@code node}, and copies of the jars.
     *
     * @throws LoadFailed if it is missing or too old
     */
    static GeneratorCommand on(Node node, String folder) throws InterruptedException {
        requireJava(node);
        node.run(Command.of("mkdir", "-p", "--", folder)).orFail("making " + folder);
        List<String> copies = new ArrayList<>();
        for (Path entry : ClassPath.entries()) {
            String name = Files.isDirectory(entry)
                    ? "classes-" + copies.size()
                    : entry.getFileName().toString();
            node.put(entry, folder + "/" + name);
            copies.add(folder + "/" + name);
        }
        return new GeneratorCommand("java", String.join(":", copies));
    }

    private static void requireJava(Node node) throws InterruptedException {
        Result version = node.run(Command.of("sh", "-c", "java -version 2>&1").within(COPYING));
        Matcher major = VERSION.matcher(version.out());
        if (!major.find()) {
            throw new LoadFailed(
                    "load.engine: jvm needs Java %d on %s, but java can't be run there%s; install it (Debian: apt install openjdk-17-jre-headless), or use load.engine: wrk"
                            .formatted(OLDEST_JAVA, node.name(), version.said()));
        }
        if (Integer.parseInt(major.group(1)) < OLDEST_JAVA) {
            throw new LoadFailed(
                    "load.engine: jvm needs Java %d on %s, but its java is version %s; install a newer one, or use load.engine: wrk"
                            .formatted(OLDEST_JAVA, node.name(), major.group(1)));
        }
    }

    /**
     * The process, without its token.
     *
     * @param anywhere whether it is to be reached from other machines
     */
    Command command(List<Integer> cpus, boolean anywhere, Duration warmUp, Duration lonely) {
        Command command = Command.of(
                java,
                // It makes little garbage; a collector with threads of its own would only blur its CPU time.
                "-XX:+UseSerialGC",
                "-Xms128m",
                "-Xmx1g",
                // Otherwise a killed process leaves a file behind.
                "-XX:-UsePerfData",
                "-cp",
                classPath,
                GeneratorProcess.class.getName(),
                anywhere ? "any" : "loopback",
                Long.toString(warmUp.toMillis()),
                Long.toString(lonely.toMillis()));
        return cpus.isEmpty()
                ? command
                : command.by("taskset", "-c", cpus.stream().map(String::valueOf).collect(Collectors.joining(",")));
    }
}
