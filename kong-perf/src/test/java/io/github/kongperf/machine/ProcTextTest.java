package io.github.kongperf.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProcTextTest {

    @Test
    void readsTheTimesOfAMachine() {
        String stat = """
                cpu  1000 200 300 4000 500 60 7 80 90 10
                cpu0 500 100 150 2000 250 30 3 40 45 5
                intr 123456 0 0
                ctxt 99
                """;
        assertThat(ProcText.machine(stat))
                .isEqualTo(new MachineReading(
                        Duration.ofMillis(15_670), Duration.ofMillis(800), Duration.ofMillis(61_470)));
    }

    @Test
    void refusesAMachineThatDoesNotSayWhatWasStolen() {
        assertThatThrownBy(() -> ProcText.machine("cpu  1000 200 300 4000 500 60 7\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("in /proc/stat: cpu  1000 200 300 4000 500 60 7");
    }

    @Test
    void readsAProcessWhateverItsName() {
        String fields =
                " S 41 4242 4242 0 -1 4194560 2021 0 5 0 37 12 3 4 20 0 6 0 812345 231000000 2048 1844 1 1 0 0 0";
        for (String name : new String[] {"nginx", "a b", ") S 1 (", "((", "tmux: server)"}) {
            assertThat(ProcStat.parse("4242 (" + name + ")" + fields))
                    .isEqualTo(new ProcStat(4242, name, 'S', 41, Duration.ofMillis(490), Duration.ofMillis(70), 6));
        }
        assertThat(ProcStat.parse("1 (x) Z" + fields.substring(2)).ended()).isTrue();
    }

    @Test
    void refusesWhatIsNoProcess() {
        for (String line : new String[] {"", "12 nginx S 1", "12 (nginx) S 1 2 3", "x (nginx) S" + " 1".repeat(40)}) {
            assertThatThrownBy(() -> ProcStat.parse(line))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("expected a line of /proc/<pid>/stat, but got: " + line);
        }
    }

    @Test
    void addsTheThreadsOfAProcess() {
        String text = "pid 1\n100 2 3\n20 0 1\npid 12\n7000000000 1 1\npid 2\n";
        assertThat(ProcText.onCpu(text, 1)).isEqualTo(Duration.ofNanos(120));
        assertThat(ProcText.onCpu(text, 12)).isEqualTo(Duration.ofSeconds(7));
        assertThat(ProcText.onCpu(text, 2)).isEqualTo(Duration.ZERO);
        assertThatThrownBy(() -> ProcText.onCpu("100 2")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsMemory() {
        String rollup = """
                55d0c0a00000-7ffd5c1fe000 ---p 00000000 00:00 0                          [rollup]
                Rss:               10240 kB
                Pss:                4100 kB
                Pss_Anon:           3000 kB
                Pss_File:           1060 kB
                Pss_Shmem:            40 kB
                """;
        assertThat(ProcText.memory(rollup)).isEqualTo((3000 + 40) * 1024);
        // An older kernel does not tell what is whose.
        assertThat(ProcText.memory(rollup.replaceAll("Pss_.*", ""))).isEqualTo(4100 * 1024);
    }

    @Test
    void readsWhichCpusAreAllowed() {
        assertThat(ProcText.allowedCpus(
                        "Name:\tx\nCpus_allowed:\tf\nCpus_allowed_list:\t0-2,5,7-8\nMems_allowed:\t1\n"))
                .containsExactly(0, 1, 2, 5, 7, 8);
        assertThatThrownBy(() -> ProcText.allowedCpus("Cpus_allowed_list:\t0,-\n"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
