package io.github.kongperf.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kongperf.result.Conditions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class HostConditionsTest {

    private final Path root;
    private final HostConditions host;

    HostConditionsTest(@TempDir Path root) {
        this.root = root;
        this.host = new HostConditions(root);
    }

    @Test
    void readsWhatLinuxTells() throws IOException {
        write("proc/sys/kernel/hostname", "lab-7\n");
        write("proc/sys/kernel/osrelease", "6.1.0-37-amd64\n");
        write("etc/os-release", "NAME=\"Debian GNU/Linux\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n");
        write("proc/cpuinfo", cpu(0, "fpu hypervisor sse") + cpu(1, "fpu hypervisor sse"));
        write("proc/meminfo", "MemTotal:       24684092 kB\nMemFree:        23907260 kB\n");
        write("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance\n");
        write("sys/devices/system/clocksource/clocksource0/current_clocksource", "tsc\n");
        write("sys/class/dmi/id/sys_vendor", "QEMU\n");
        write("sys/class/dmi/id/product_name", "Standard PC\n");
        write("proc/self/limits", """
                Limit                     Soft Limit           Hard Limit           Units
                Max processes             96365                96365                processes
                Max open files            1024                 unlimited            files
                """);
        write("proc/self/status", "Cpus_allowed:\t3\nCpus_allowed_list:\t0-1,4\nMems_allowed_list:\t0\n");
        assertThat(host.fixed())
                .containsEntry("host.name", "lab-7")
                .containsEntry("host.kernel", "6.1.0-37-amd64")
                .containsEntry("host.os", "Debian GNU/Linux 12 (bookworm), " + System.getProperty("os.arch"))
                .containsEntry("host.cpus", "2 × AMD EPYC 7763")
                .containsEntry("host.memory", "24105 MiB")
                .containsEntry("host.governor", "performance")
                .containsEntry("host.clocksource", "tsc")
                .containsEntry("host.virtualization", "virtual machine (QEMU Standard PC)")
                .containsEntry("host.limits", "open files 1024 soft, unlimited hard")
                .containsEntry("host.pinning", "cpus 0-1,4");
    }

    @Test
    void readsLoadAndSteal() throws IOException {
        write("proc/loadavg", "5.08 2.17 0.95 3/114 9135\n");
        write("proc/stat", "cpu  100 0 100 700 50 0 25 25 99 0\ncpu0 1 0 1 7 5 0 2 900 0 0\nintr 1\n");
        assertThat(host.current())
                .containsOnly(
                        java.util.Map.entry("host.load_before", "5.08"),
                        java.util.Map.entry("host.steal", "2.50 % since boot"),
                        java.util.Map.entry("host.doctor", "its host withheld 2.5 % of the CPU time since boot"));
    }

    @Test
    void leavesOutWhatASystemWithoutProcDoesNotTell() {
        assertThat(host.current()).isEmpty();
        assertThat(host.fixed())
                .containsOnlyKeys("host.name", "host.os", "host.kernel", "host.cpus", "host.java")
                .containsEntry("host.kernel", System.getProperty("os.version"))
                .containsEntry(
                        "host.cpus", Integer.toString(Runtime.getRuntime().availableProcessors()));
    }

    @Test
    void leavesOutWhatItDoesNotUnderstand() throws IOException {
        write("proc/loadavg", "a lot\n");
        write("proc/stat", "cpu  1 2 3\n");
        write("proc/self/limits", "none\n");
        write("proc/meminfo", "");
        assertThat(host.current()).isEmpty();
        assertThat(host.fixed()).doesNotContainKeys("host.limits", "host.memory");
    }

    @Test
    void saysThatThereIsNoGovernor() throws IOException {
        Files.createDirectories(root.resolve("sys/devices/system/cpu/cpu0"));
        assertThat(host.fixed()).containsEntry("host.governor", "none");
    }

    @Test
    void tellsMachinesAndContainersApart() throws IOException {
        write("proc/cpuinfo", cpu(0, "fpu sse"));
        assertThat(host.fixed()).containsEntry("host.virtualization", "bare metal");
        write(".dockerenv", "");
        assertThat(host.fixed()).containsEntry("host.virtualization", "container on bare metal");
        write("proc/cpuinfo", cpu(0, "hypervisor"));
        assertThat(host.fixed()).containsEntry("host.virtualization", "container on virtual machine");
        write("proc/cpuinfo", "processor\t: 0\nFeatures\t: fp asimd\n");
        assertThat(host.fixed())
                .containsEntry("host.virtualization", "container")
                .containsEntry("host.cpus", "1");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void readsAllThatMustBeEqualOnARealMachine() {
        HostConditions real = new HostConditions();
        assertThat(real.fixed()).containsKeys(Conditions.MUST_BE_EQUAL.toArray(new String[0]));
        assertThat(real.fixed()).isEqualTo(real.fixed());
        assertThat(real.current()).containsKeys("host.load_before", "host.steal");
    }

    private static String cpu(int number, String flags) {
        return "processor\t: %d\nmodel name\t: AMD EPYC 7763\nflags\t\t: %s\n\n".formatted(number, flags);
    }

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text, StandardCharsets.UTF_8);
    }
}
