package io.github.kongperf.driver.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kongperf.node.Command;
import io.github.kongperf.node.ForwardingNode;
import io.github.kongperf.node.Result;
import io.github.kongperf.node.local.LocalNode;
import org.junit.jupiter.api.Test;

/** With this machine in the place of a container. */
final class ReachingTest {

    /** To which no route leads, anywhere. */
    private static final String NOWHERE = "255.255.255.255";

    @Test
    void isDirectWhereItsAddressRefusesOrItsNetworkIsOurs() throws InterruptedException {
        LocalNode here = new LocalNode();
        assertThat(Reaching.AS_POSSIBLE.direct(here, false)).isTrue();
        assertThat(Reaching.AS_POSSIBLE.direct(here, true)).isTrue();
        assertThat(Reaching.BY_ENGINE.direct(here, false)).isFalse();
    }

    @Test
    void isNotWhereNoRouteLeadsToItsAddress() throws InterruptedException {
        assertThat(Reaching.AS_POSSIBLE.direct(new Other("", "", NOWHERE), false))
                .isFalse();
    }

    @Test
    void isNotWhereAnotherKernelRunsThoughItsAddressAnswersHere() throws InterruptedException {
        Other far = new Other("another boot\n", "", "127.0.0.1");
        assertThat(Reaching.AS_POSSIBLE.direct(far, false)).isFalse();
        assertThat(Reaching.AS_POSSIBLE.direct(far, true)).isFalse();
    }

    @Test
    void isNotWhereTheHostsNetworkIsAnotherOne() throws InterruptedException {
        assertThat(Reaching.AS_POSSIBLE.direct(new Other("", "net:[1]", "127.0.0.1"), true))
                .isFalse();
    }

    /** This machine, but for what is given. */
    private static final class Other extends ForwardingNode {
        private final String boot;
        private final String network;
        private final String address;

        Other(String boot, String network, String address) {
            super(new LocalNode());
            this.boot = boot;
            this.network = network;
            this.address = address;
        }

        @Override
        public String read(String file) throws InterruptedException {
            return boot.isEmpty() ? super.read(file) : boot;
        }

        @Override
        public Result run(Command command) throws InterruptedException {
            return network.isEmpty() ? super.run(command) : new Result(command.toString(), 0, network + "\n", "");
        }

        @Override
        public String address() {
            return address;
        }
    }
}
