package io.github.kongperf.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** With JVMs of their own, which end by SIGTERM. */
class ShutdownGuardTest {

    /** What is guarded in such a JVM; prints what happens to it. */
    static final class Guarded {

        private static final long PATIENCE_MILLIS = 300;

        @SuppressWarnings({"SystemOut", "try"})
        public static void main(String[] arguments) throws InterruptedException {
            String how = arguments[0];
            Duration patience = Duration.ofMillis(how.equals("deaf") ? PATIENCE_MILLIS : 20_000);
            try (ShutdownGuard guard = ShutdownGuard.of(patience, () -> System.out.println("last"))) {
                if (how.equals("closed")) {
                    guard.close();
                }
                System.out.println("working");
                work(how);
            }
        }

        private static void work(String how) throws InterruptedException {
            try {
                Thread.sleep(60_000);
            } catch (InterruptedException e) {
                // A JVM that does not wait is gone by then.
                Thread.sleep(how.equals("deaf") ? 60_000 : 300);
                System.out.println("down");
            }
        }
    }

    @Test
    void waitsUntilAllIsDown() throws Exception {
        assertThat(ended("orderly")).containsExactly("working", "down");
    }

    @Test
    void fallsBackToTheLastResortWhenPatienceIsOver() throws Exception {
        assertThat(ended("deaf")).containsExactly("working", "last");
    }

    @Test
    void leavesAJvmAloneOnceClosed() throws Exception {
        assertThat(ended("closed")).containsExactly("working");
    }

    private static List<String> ended(String how) throws IOException, InterruptedException {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Guarded.class.getName(),
                        how)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var reader = jvm.inputReader()) {
            String first = reader.readLine();
            jvm.toHandle().destroy();
            List<String> lines = new ArrayList<>(List.of(String.valueOf(first)));
            reader.lines().forEach(lines::add);
            assertThat(jvm.waitFor(20, TimeUnit.SECONDS)).isTrue();
            return lines;
        } finally {
            jvm.destroyForcibly();
        }
    }
}
