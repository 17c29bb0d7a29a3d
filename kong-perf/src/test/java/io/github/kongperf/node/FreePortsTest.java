package io.github.kongperf.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kongperf.node.local.LocalNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FreePortsTest {

    private static final String HEAD =
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";

    private static final Random RANDOM = new Random(1);

    @Test
    void readsLocalPorts() {
        String four = HEAD
                + "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0\n"
                + " 114: 0100007F:C350 0100007F:1F91 06 00000000:00000000 03:00000F2C 00000000     0        0 0 3 0\n";
        String six = HEAD
                + "   0: 00000000000000000000000001000000:1538 00000000000000000000000000000000:0000 0A 0 00 0 0 0 1\n";
        assertThat(FreePorts.used(four)).containsExactly(8080, 50000);
        assertThat(FreePorts.used(six)).containsExactly(5432);
        assertThat(FreePorts.used(HEAD)).isEmpty();
    }

    @Test
    void refusesATableThatItDoesNotKnow() {
        assertThatThrownBy(() -> FreePorts.used(HEAD + "nonsense"))
                .isInstanceOf(NodeFailed.class)
                .hasMessageContaining("nonsense");
        assertThatThrownBy(() -> FreePorts.choose(Set.of(), "32768\n", 1, RANDOM))
                .isInstanceOf(NodeFailed.class)
                .hasMessageContaining("32768");
    }

    @Test
    void choosesBelowThePortsOfOutgoingConnections() {
        assertThat(FreePorts.choose(Set.of(), "32768\t60999\n", 500, RANDOM))
                .hasSize(500)
                .doesNotHaveDuplicates()
                .allMatch(port -> port >= 10_000 && port < 32_768);
    }

    @Test
    void choosesAboveThemOrAmongThemIfItMust() {
        assertThat(FreePorts.choose(Set.of(), "1024 60000", 100, RANDOM)).allMatch(port -> port > 60_000);
        assertThat(FreePorts.choose(Set.of(), "1024 65535", 100, RANDOM)).allMatch(port -> port >= 10_000);
    }

    @Test
    void choosesNoneThatIsUsed() {
        Set<Integer> used = IntStream.range(10_000, 32_767).boxed().collect(Collectors.toSet());
        assertThat(FreePorts.choose(used, "32768 60999", 1, RANDOM)).containsExactly(32_767);
        assertThatThrownBy(() -> FreePorts.choose(used, "32768 60999", 2, RANDOM))
                .isInstanceOf(NodeFailed.class)
                .hasMessage("2 free TCP ports are needed, but from 10000 to 32767 only 1 are free");
    }

    @Test
    void choosesOnesOnWhichOneCanListen() throws IOException, InterruptedException {
        List<Integer> ports = FreePorts.of(new LocalNode(), 20);
        assertThat(new HashSet<>(ports)).hasSize(20);
        for (int port : ports) {
            new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
        }
    }
}
