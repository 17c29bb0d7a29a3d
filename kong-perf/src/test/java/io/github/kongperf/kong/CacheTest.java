package io.github.kongperf.kong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kongperf.node.TreeDelete;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheTest {

    @TempDir
    private Path folder;

    @Test
    void leavesNothingOfAFolderThatCouldNotBeFilled() {
        Cache cache = new Cache(folder);
        assertThatThrownBy(() -> cache.folder("trees", "x", inside -> {
                    Files.writeString(inside.resolve("file"), "x");
                    throw new FileSystemException(null, null, "No space left on device");
                }))
                .isInstanceOf(KongFailed.class)
                .hasMessage(
                        "writing %s/trees/x: No space left on device. Is the disk full, or is it another user's? The folder may be deleted"
                                .formatted(folder));
        assertThat(folder.resolve("trees")).isEmptyDirectory();
    }

    @Test
    void deletesWhatAKilledBuildLeftADayAgo() throws Exception {
        Path old = Files.createDirectories(folder.resolve("trees/.unfinished-old/inside"));
        Path young = Files.createDirectories(folder.resolve("trees/.unfinished-young"));
        Files.setLastModifiedTime(
                folder.resolve("trees/.unfinished-old"),
                FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        new Cache(folder).folder("trees", "x", inside -> {});
        assertThat(old).doesNotExist();
        assertThat(young).exists();
    }

    @Test
    void letsOneWorkAtATime() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                all.add(pool.submit(() -> new Cache(folder).alone("x", () -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    Thread.sleep(5);
                    return now.decrementAndGet();
                })));
            }
            for (Future<Integer> one : all) {
                one.get();
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(most).hasValue(1);
    }

    @Test
    void deletesLinksAndNotWhatTheyLeadTo() throws IOException {
        Path outside = Files.createDirectories(folder.resolve("outside/inside"));
        Path inside = Files.createDirectories(folder.resolve("inside"));
        Files.createSymbolicLink(inside.resolve("link"), outside);
        TreeDelete.of(inside);
        assertThat(inside).doesNotExist();
        assertThat(outside).exists();
    }
}
