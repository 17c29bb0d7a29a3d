package io.github.kongperf.node;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A node that shows each command as it is run, and how it ended, for those who want to do the same by hand. */
public final class ShowingNode extends ForwardingNode {

    private final Consumer<String> lines;

    /** @param lines gets them; called by whichever thread runs a command */
    public ShowingNode(Node node, Consumer<String> lines) {
        super(node);
        this.lines = lines;
    }

    @Override
    public Result run(Command command) throws InterruptedException {
        long began = System.nanoTime();
        String how = "failed";
        try {
            Result result = node.run(command);
            how = "exit code " + result.code();
            return result;
        } finally {
            lines.accept("%s: %s: %s after %d ms"
                    .formatted(name(), shown(command), how, (System.nanoTime() - began) / 1_000_000));
        }
    }

    @Override
    public Job start(Command command, String folder) throws InterruptedException {
        lines.accept("%s: %s & (output in %s)".formatted(name(), shown(command), folder));
        return node.start(command, folder);
    }

    /** With all that it takes to type it, but its secrets and its input. */
    private static String shown(Command command) {
        List<String> words = new ArrayList<>();
        command.user().ifPresent(user -> words.add("(as %s)".formatted(user)));
        command.directory().ifPresent(folder -> words.add("cd %s &&".formatted(folder)));
        command.environment().forEach((name, value) -> words.add("%s=%s".formatted(name, Command.quoted(value))));
        command.secrets().keySet().forEach(name -> words.add(name + "=(secret)"));
        words.add(command.toString());
        if (command.input().length > 0) {
            words.add("(with %d bytes of input)".formatted(command.input().length));
        }
        return String.join(" ", words);
    }
}
