package io.github.kongperf.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ThreadCpuTest {

    private final ThreadCpu cpu = new ThreadCpu();
    private final AtomicBoolean stop = new AtomicBoolean();
    private final Thread spinning = new Thread(this::spin, "spinning-1");
    private final Thread idle = new Thread(this::idle, "idle-1");

    @BeforeEach
    void start() {
        spinning.setDaemon(true);
        idle.setDaemon(true);
        spinning.start();
        idle.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        stop.set(true);
        idle.interrupt();
        spinning.join();
        idle.join();
    }

    @Test
    void growsWhileAThreadWorks() {
        Duration first = waitForMoreThan(Duration.ZERO);
        Duration second = waitForMoreThan(first);
        assertThat(second).isGreaterThan(first);
    }

    @Test
    void countsOnlyThreadsOfThePrefix() {
        Duration before = waitForMoreThan(Duration.ofMillis(5));
        assertThat(cpu.of("spinning-2")).isZero();
        assertThat(cpu.of("pinning-1")).isZero();
        // The idle one never gets near what the spinning one had before it was read.
        assertThat(cpu.of("idle-")).isLessThan(before);
        assertThat(cpu.of("")).isGreaterThan(before);
    }

    @Test
    void losesTheTimeOfThreadsThatEnded() throws InterruptedException {
        waitForMoreThan(Duration.ZERO);
        stop.set(true);
        spinning.join();
        assertThat(cpu.of("spinning-")).isZero();
    }

    @Test
    void countsEverythingOfTheProcess() {
        Duration thread = waitForMoreThan(Duration.ofMillis(5));
        assertThat(cpu.process()).isGreaterThanOrEqualTo(thread);
    }

    /** Ends only when the spinning thread has used more than {@code time}, which a build's own time limit would notice. */
    private Duration waitForMoreThan(Duration time) {
        Duration used = cpu.of("spinning-");
        while (used.compareTo(time) <= 0) {
            Thread.onSpinWait();
            used = cpu.of("spinning-");
        }
        return used;
    }

    private void spin() {
        while (!stop.get()) {
            Thread.onSpinWait();
        }
    }

    private void idle() {
        try {
            Thread.sleep(Long.MAX_VALUE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
