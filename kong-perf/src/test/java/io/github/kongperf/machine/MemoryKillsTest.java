package io.github.kongperf.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kongperf.node.ScriptedNode;
import org.junit.jupiter.api.Test;

class MemoryKillsTest {

    @Test
    void countsThoseOfTheSecondVersion() throws InterruptedException {
        ScriptedNode node = new ScriptedNode()
                .file("/sys/fs/cgroup/memory.events", "low 0\noom 4\noom_kill 2\n")
                .file("/sys/fs/cgroup/memory.max", "104857600\n");
        MemoryKills kills = MemoryKills.from(node);
        assertThat(kills.since()).isEmpty();
        node.file("/sys/fs/cgroup/memory.events", "low 0\noom 5\noom_kill 3\noom_group_kill 0\n");
        assertThat(kills.since())
                .hasValueSatisfying(sentence -> assertThat(sentence)
                        .startsWith(
                                "the kernel killed 1 process on a scripted node, whose memory was used up (100 MiB)"));
    }

    @Test
    void countsThoseOfTheFirstVersion() throws InterruptedException {
        ScriptedNode node = new ScriptedNode()
                .file("/sys/fs/cgroup/memory/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 0\n")
                .file("/sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        MemoryKills kills = MemoryKills.from(node);
        node.file("/sys/fs/cgroup/memory/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n");
        assertThat(kills.since())
                .hasValueSatisfying(sentence -> assertThat(sentence)
                        .startsWith("the kernel killed 2 processes")
                        .contains("used up; allow"));
    }

    @Test
    void saysNothingWhereNobodyCounts() throws InterruptedException {
        assertThat(MemoryKills.from(new ScriptedNode()).since()).isEmpty();
    }
}
