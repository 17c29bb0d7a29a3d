package io.github.kongperf.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.io.TempDir;

class KilledWriterTest {

    @RepeatedTest(6)
    void leavesEveryRunThatItSaidWasAppended(@TempDir Path root, RepetitionInfo repetition) throws Exception {
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AppendsUntilKilled.class.getName(),
                        root.toString(),
                        "killed")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int appended;
        try (BufferedReader lines = writer.inputReader()) {
            appended = killSomewhere(writer, lines, new Random(repetition.getCurrentRepetition()));
        } finally {
            writer.destroyForcibly().waitFor();
        }
        ResultFolder folder = new ResultFolder(root);
        Results results = folder.read("killed");
        assertThat(results.damages()).isEmpty();
        assertThat(folder.damagedSessions()).isEmpty();
        // The one that it was at may be there, too.
        assertThat(results.runs()).hasSizeBetween(appended, appended + 1);
        for (int block = 1; block <= results.runs().size(); block++) {
            TrialId id = Samples.trial(block, "embedded");
            assertThat(results.runs().get(block - 1)).isEqualTo(Samples.measured(id));
            assertThat(folder.errorLog("killed", id)).isEqualTo(List.of("log of " + block));
        }
    }

    /** Kills within an append, some appends from now, and gives the number of those that had returned. */
    private static int killSomewhere(Process writer, BufferedReader lines, Random random) throws IOException {
        int appended = 0;
        int enough = 1 + random.nextInt(40);
        while (appended < enough) {
            appended = Integer.parseInt(lines.readLine());
        }
        long end = System.nanoTime() + random.nextInt(3_000_000);
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        // By its handle: the process itself would close the pipe before its last lines are read.
        writer.toHandle().destroyForcibly();
        String line = lines.readLine();
        while (line != null) {
            appended = Integer.parseInt(line);
            line = lines.readLine();
        }
        return appended;
    }
}
