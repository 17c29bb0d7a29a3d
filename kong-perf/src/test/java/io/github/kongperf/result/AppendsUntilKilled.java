package io.github.kongperf.result;

import java.nio.file.Path;
import java.util.List;

/** A process for {@link KilledWriterTest}: appends one run after another, and says on standard output which are done. */
final class AppendsUntilKilled {

    private AppendsUntilKilled() {}

    public static void main(String[] args) {
        ResultFolder folder = new ResultFolder(Path.of(args[0]));
        Session session = Samples.session(args[1]);
        folder.begin(session);
        // An end of its own, so that nothing is left running if the test dies.
        for (int block = 1; block <= 5000; block++) {
            folder.append(session, Samples.measured(Samples.trial(block, "embedded")), List.of("log of " + block));
            System.out.println(block);
        }
    }
}
