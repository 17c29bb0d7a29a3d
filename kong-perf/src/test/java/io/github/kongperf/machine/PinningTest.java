package io.github.kongperf.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kongperf.result.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

class PinningTest {

    @Test
    void readsNumbersAndRanges() {
        Pinning pinning = Pinning.parse("kong=0-2,5; generator=4 upstream=3");
        assertThat(pinning.of(Role.GATEWAY)).isEqualTo(List.of(0, 1, 2, 5));
        assertThat(pinning.of(Role.GENERATOR)).isEqualTo(List.of(4));
        assertThat(pinning.of(Role.DATABASE)).isEmpty();
        assertThat(pinning.text()).isEqualTo("kong=0,1,2,5; upstream=3; generator=4");
        assertThat(Pinning.parse(pinning.text())).isEqualTo(pinning);
    }

    @Test
    void tellsWhichCpusGatewayAndGeneratorShare() {
        assertThat(Pinning.none().shared(List.of(0, 1))).contains("0,1");
        assertThat(Pinning.parse("kong=0").shared(List.of(0, 1))).contains("0");
        assertThat(Pinning.parse("kong=0-2; generator=2,3").shared(List.of(0, 1, 2, 3)))
                .contains("2");
        assertThat(Pinning.parse("kong=0; generator=1; upstream=0").shared(List.of(0, 1)))
                .isEmpty();
    }

    @Test
    void nothingPinsNothing() {
        assertThat(Pinning.parse(" ")).isEqualTo(Pinning.none());
    }

    @Test
    void saysHowToWriteIt() {
        assertThatThrownBy(() -> Pinning.parse("gateway=1"))
                .hasMessageContaining("'gateway=1' should be <role>=<cpus>, with the roles kong, upstream");
        assertThatThrownBy(() -> Pinning.parse("kong=a")).hasMessageContaining("'a' is no CPU number");
        assertThatThrownBy(() -> Pinning.parse("kong=3-1")).hasMessageContaining("ends before it begins");
        assertThatThrownBy(() -> Pinning.parse("kong=1; kong=2")).hasMessageContaining("given twice");
    }
}
