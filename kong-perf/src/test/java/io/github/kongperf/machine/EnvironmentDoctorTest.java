package io.github.kongperf.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentDoctorTest {

    @TempDir
    Path root;

    @Test
    void complainsOfNothingThatItCannotRead() {
        assertThat(new EnvironmentDoctor(root).findings()).isEmpty();
    }

    @Test
    void complainsOfNothingThatIsAsItShouldBe() throws IOException {
        machine("performance", "1", "0", "max 100000", "tsc", "0.30", "cpu  1000 0 0 9000 0 0 0 10", "0", "1048576");
        assertThat(new EnvironmentDoctor(root).findings()).isEmpty();
    }

    @Test
    void namesAllThatIsAmissWithWhatToDo() throws IOException {
        machine("powersave", "0", "1", "150000 100000", "hpet", "1.75", "cpu  1000 0 0 9000 0 0 0 500", "2048", "1024");
        assertThat(new EnvironmentDoctor(root).findings())
                .extracting(EnvironmentDoctor.Finding::what)
                .containsExactly(
                        "a quota of 1.5 CPUs",
                        "its host withheld 4.8 % of the CPU time since boot",
                        "load average 1.75 on 2 CPUs",
                        "CPU governor 'powersave'",
                        "2 MiB swapped out",
                        "turbo on",
                        "SMT on",
                        "at most 1024 open files",
                        "4001 local ports",
                        "clock source 'hpet'");
        assertThat(new EnvironmentDoctor(root).findings())
                .allSatisfy(finding -> assertThat(finding.toString()).matches(".+: .+; .+"));
    }

    @Test
    void readsAQuotaOfTheGroupThatThisProcessIsIn() throws IOException {
        write("proc/self/cgroup", "0::/user.slice/build");
        write("sys/fs/cgroup/user.slice/build/cpu.max", "50000 100000");
        assertThat(new EnvironmentDoctor(root).findings())
                .extracting(EnvironmentDoctor.Finding::what)
                .containsExactly("a quota of 0.5 CPUs");
    }

    private void machine(
            String governor,
            String noTurbo,
            String smt,
            String quota,
            String clock,
            String load,
            String stat,
            String swapped,
            String files)
            throws IOException {
        String cpu = "sys/devices/system/cpu/";
        write(cpu + "cpu0/cpufreq/scaling_governor", governor);
        write(cpu + "intel_pstate/no_turbo", noTurbo);
        write(cpu + "smt/active", smt);
        write("sys/fs/cgroup/cpu.max", quota);
        write("sys/devices/system/clocksource/clocksource0/current_clocksource", clock);
        write("proc/loadavg", load + " 0.2 0.1 1/100 4711");
        write("proc/cpuinfo", "processor\t: 0\nmodel name\t: x\nprocessor\t: 1\n");
        write("proc/stat", stat + "\ncpu0 1 2 3\n");
        write(
                "proc/meminfo",
                "MemTotal: 9 kB\nSwapTotal:  4096 kB\nSwapFree:  %d kB\n".formatted(4096 - Integer.parseInt(swapped)));
        write(
                "proc/self/limits",
                "Max open files            1024                 %s              files     \n".formatted(files));
        boolean few = files.equals("1024");
        write("proc/sys/net/ipv4/ip_local_port_range", few ? "60000\t64000" : "32768\t60999");
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(Objects.requireNonNull(path.getParent()));
        Files.writeString(path, text + "\n");
    }
}
