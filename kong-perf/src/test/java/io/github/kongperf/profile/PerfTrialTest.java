package io.github.kongperf.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kongperf.node.ScriptedNode;
import org.junit.jupiter.api.Test;

class PerfTrialTest {

    private final ScriptedNode node = new ScriptedNode();

    @Test
    void missesNothingIfPerfCanSample() {
        assertThat(missing(0, "")).isEmpty();
    }

    @Test
    void saysThatThereIsNoPerf() throws Exception {
        node.expect(PerfTrial.program().toString(), 127, "", "");
        assertThat(new PerfTrial(node).missing().toString())
                .contains("there is no 'perf' on a scripted node; install it", "or use profiler 'lua'");
    }

    @Test
    void saysThatPerfIsForAnotherKernel() {
        node.expect("uname -r", "6.5.0-15-generic\n");
        assertThat(missing(2, "WARNING: perf not found for kernel 6.5.0-15\n\n  You may need to install …\n"))
                .endsWith("is for another kernel than the one that runs; install linux-tools-6.5.0-15-generic]");
    }

    @Test
    void saysThatTheKernelDoesNotLetIt() {
        node.expect("cat /proc/sys/kernel/perf_event_paranoid", "4\n");
        assertThat(missing(255, """
                Error:
                Access to performance monitoring and observability operations is limited.
                Consider adjusting /proc/sys/kernel/perf_event_paranoid setting to open
                """)).contains("kernel.perf_event_paranoid is 4; as root, set it to 1 or less");
    }

    @Test
    void saysThatTheContainerDoesNotLetIt() {
        assertThat(missing(255, "perf_event_open(..., 0): Operation not permitted\n"))
                .contains("may not sample: perf_event_open(..., 0): Operation not permitted; in a container it needs");
    }

    @Test
    void showsWhatElsePerfSays() {
        assertThat(missing(129, "Error: unknown option `call-graph'\n"))
                .contains("can't sample: it ended with 129: Error: unknown option `call-graph'; does 'perf record");
    }

    private String missing(int code, String said) {
        node.expect(PerfTrial.program().toString(), "/usr/bin/perf\n");
        node.expect(PerfTrial.trial().toString(), code, "", said);
        try {
            java.util.List<String> missing = new PerfTrial(node).missing();
            return missing.isEmpty() ? "" : missing.toString();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
