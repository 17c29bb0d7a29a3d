package io.github.kongperf.profile;

import io.github.kongperf.node.Command;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.TextBeside;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a sample of stapxx lacks on a node. */
final class StapxxNeeds {

    private static final Duration SHORT = Duration.ofSeconds(10);

    private StapxxNeeds() {}

    static List<String> missing(Node node, StapxxProfiler.Sample sample) throws InterruptedException {
        List<String> missing = new ArrayList<>();
        node.run(command(sample))
                .orFail("looking for what stapxx needs")
                .out()
                .lines()
                .forEach(word -> missing.add(sentence(word, node.name(), sample)));
        if (!missing.isEmpty()) {
            nearest(sample.file())
                    .ifPresent(name -> missing.add("the nearest to %s that needs none of this is profiler '%s'"
                            .formatted(sample.file(), name)));
        }
        return missing;
    }

    static Command command(StapxxProfiler.Sample sample) {
        String script = TextBeside.of(StapxxNeeds.class, "stapxx-needs.sh");
        return Command.of("sh", "-c", script, "stapxx-needs", sample.folder(), sample.file())
                .within(SHORT);
    }

    private static String sentence(String word, String node, StapxxProfiler.Sample sample) {
        if (word.startsWith("headers ")) {
            String kernel = word.substring("headers ".length());
            return "there are no headers of the running kernel %s on %s; install linux-headers-%s, or kernel-devel"
                    .formatted(kernel, node, kernel);
        }
        return switch (word) {
            case "root" -> "SystemTap loads a kernel module, and we are not root on %s; run as root".formatted(node);
            case "stap" -> "there is no 'stap' on %s; install SystemTap".formatted(node);
            case "perl" -> "there is no 'perl' on %s, which stap++ is written in; install it".formatted(node);
            case "modules" ->
                "no kernel module can be loaded on %s; load it on the host of a container, and look at kernel.modules_disabled"
                        .formatted(node);
            case "folder" ->
                "there is no stap++ that can be run in %s on %s; clone https://github.com/Kong/stapxx there"
                        .formatted(sample.folder(), node);
            case "sample" ->
                "there is no %s in %s on %s; look into its folder samples"
                        .formatted(sample.file(), sample.folder(), node);
            default -> throw new IllegalStateException(word);
        };
    }

    /** A profiler that shows about the same. */
    static Optional<String> nearest(String file) {
        String name = file.substring(file.lastIndexOf('/') + 1);
        if (name.contains("lua-stacks") || name.contains("lua-bt")) {
            return Optional.of(LuaProfiler.NAME);
        }
        return name.startsWith("sample-bt") ? Optional.of(PerfProfiler.NAME) : Optional.empty();
    }
}
