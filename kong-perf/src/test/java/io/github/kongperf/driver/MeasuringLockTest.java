package io.github.kongperf.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MeasuringLockTest {

    @TempDir
    private Path folder;

    @Test
    void letsASecondOneWaitAndSayForWhom() throws Exception {
        List<String> journal = new CopyOnWriteArrayList<>();
        CompletableFuture<String> told = new CompletableFuture<>();
        StateFolder state = new StateFolder(folder);
        MeasuringLock first = MeasuringLock.take(state, "session one", journal::add);
        CompletableFuture<Void> second = CompletableFuture.runAsync(() -> {
            try (MeasuringLock lock = MeasuringLock.take(state, "session two", told::complete)) {
                journal.add("second has it: " + (lock != null));
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        assertThat(told.get(10, TimeUnit.SECONDS)).isEqualTo("session one");
        journal.add("first gives it back");
        first.close();
        second.get(10, TimeUnit.SECONDS);
        assertThat(journal).containsExactly("first gives it back", "second has it: true");
    }
}
