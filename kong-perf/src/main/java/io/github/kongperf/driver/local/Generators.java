package io.github.kongperf.driver.local;

import io.github.kongperf.load.LoadGenerator;
import io.github.kongperf.load.jvm.JvmLoadGenerator;
import io.github.kongperf.node.Node;
import java.util.List;

/** Starts generators. */
final class Generators {
    private Generators() {}

    static LoadGenerator jvm(Node node, String folder, List<Integer> cpus) throws InterruptedException {
        return new JvmLoadGenerator();
    }
}
