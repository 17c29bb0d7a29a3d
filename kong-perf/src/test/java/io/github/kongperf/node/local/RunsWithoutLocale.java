package io.github.kongperf.node.local;

import io.github.kongperf.node.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A process for {@link LocalNodeTest}: passes every byte that UTF-8 has in its letters, and says whether it arrived. */
final class RunsWithoutLocale {

    private RunsWithoutLocale() {}

    @SuppressWarnings("OrphanedFormatString") // it is text with a percent sign
    public static void main(String[] args) throws Exception {
        StringBuilder all = new StringBuilder("'\\ \n%s$x\"");
        for (char letter = 0xa0; letter < 0x800; letter++) {
            all.append(letter);
        }
        String text = all.append("東京🐢\n").toString();
        LocalNode node = new LocalNode();
        say(node.run(Command.of("printf", "%s", text)).out().equals(text));
        // Shown so only if it is the very value.
        say(node.run(Command.of("printenv", "ODD").secret("ODD", text)).out().equals("(secret)\n"));
        Path folder = Files.createTempDirectory("without-locale");
        try {
            var job = node.start(
                    Command.of("sh", "-c", "printf %s \"$1$ODD\"", "sh", text).env("ODD", text), folder + "/job");
            job.await(Duration.ofSeconds(10));
            say(job.output().equals(text + text));
        } finally {
            node.run(Command.of("rm", "-rf", folder.toString()));
        }
    }

    private static void say(boolean equal) {
        System.out.print(equal ? "as it was\n" : "changed\n");
    }
}
