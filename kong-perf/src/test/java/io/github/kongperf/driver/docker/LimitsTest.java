package io.github.kongperf.driver.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kongperf.machine.Pinning;
import io.github.kongperf.result.Role;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LimitsTest {

    @Test
    void readsSizesRangesAndSettings() {
        Limits limits = Limits.parse("kong=1g; db=512m worker=1000", "nofile=100:200; nproc=5", "net.core.somaxconn=1");
        assertThat(limits.memory()).isEqualTo(Map.of("kong", 1L << 30, "db", 512L << 20, "worker", 1000L));
        assertThat(limits.ulimits())
                .isEqualTo(Map.of("nofile", new Limits.Range(100, 200), "nproc", new Limits.Range(5, 5)));
        assertThat(limits.conditions())
                .isEqualTo(Map.of(
                        "docker.memory.kong", "1024 MiB",
                        "docker.memory.db", "512 MiB",
                        "docker.memory.worker", "0 MiB",
                        "docker.ulimits", "nofile 100:200, nproc 5:5",
                        "docker.sysctl.net.core.somaxconn", "1"));
        assertThat(Limits.parse("", " ", "").conditions()).isEmpty();
    }

    @Test
    void saysHowToWriteThem() {
        assertThatThrownBy(() -> Limits.parse("proxy=1g", "", "")).hasMessageContaining("no role 'proxy'");
        assertThatThrownBy(() -> Limits.parse("kong=1t", "", "")).hasMessageContaining("'1t' is no size");
        assertThatThrownBy(() -> Limits.parse("kong", "", "")).hasMessageContaining("'kong' should be <name>=<value>");
        assertThatThrownBy(() -> Limits.parse("kong=1g; kong=2g", "", "")).hasMessageContaining("given twice");
        assertThatThrownBy(() -> Limits.parse("", "nofile=many", "")).hasMessageContaining("nofile=65536:65536");
    }

    @Test
    void putsRolesApartWhereThereAreCpusEnough() {
        assertThat(DockerCpus.of(Pinning.none(), 2).pinning()).isEqualTo(Pinning.none());
        DockerCpus eight = DockerCpus.of(Pinning.none(), 8);
        assertThat(eight.of(Role.GATEWAY)).isEqualTo(List.of(0, 1, 2, 3));
        assertThat(eight.worker()).isEqualTo(List.of(4, 5, 6));
        assertThat(eight.of(Role.DATABASE)).isEqualTo(List.of(7));
        assertThat(DockerCpus.of(Pinning.none(), 4).pinning().text())
                .isEqualTo("kong=0,1; upstream=2; generator=2; database=3");
        assertThat(DockerCpus.of(Pinning.parse("kong=1"), 8).pinning().text()).isEqualTo("kong=1");
        assertThat(DockerCpus.of(Pinning.parse("upstream=1; generator=3"), 8).worker())
                .isEqualTo(List.of(1, 3));
    }
}
