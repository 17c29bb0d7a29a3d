package io.github.kongperf.driver.local;

import io.github.kongperf.database.PostgresBinaries;
import io.github.kongperf.driver.nodes.NodesTestbed;
import io.github.kongperf.driver.nodes.ScenarioChecks;
import io.github.kongperf.load.wrk.WrkLoadGenerator;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.scenario.Case;
import io.github.kongperf.scenario.Problem;
import io.github.kongperf.scenario.ScenarioFile;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** What keeps a scenario from running on this machine. Starts nothing that stays. */
final class LocalChecks {

    /** Removes what checks left whose process was killed: nothing is in a ledger yet when they run. */
    private static final String SWEEP = """
            for left in "$1"-*; do
              pid=${left#"$1"-}
              pid=${pid%-*}
              [ ! -d "$left" ] || [ -d "/proc/$pid" ] || rm -rf -- "$left"
            done
            """;

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final Node node;
    private final LocalSettings settings;

    LocalChecks(Node node, LocalSettings settings) {
        this.node = node;
        this.settings = settings;
    }

    List<Problem> of(ScenarioFile file) throws InterruptedException {
        node.run(Command.of("sh", "-c", SWEEP, "sh", prefix()));
        List<Problem> problems = new ArrayList<>();
        ScenarioChecks.upstream(
                        file,
                        () -> settings.nginx(node),
                        "%s-%d-%d".formatted(prefix(), ProcessHandle.current().pid(), NUMBERS.incrementAndGet()))
                .ifPresent(problems::add);
        database(file, problems);
        problems.addAll(ScenarioChecks.of(file, hasWrk(node)));
        List<Case> cases = file.scenario().cases();
        for (int i = 0; i < cases.size(); i++) {
            String pointer = "/cases/%d/load/connections".formatted(i);
            WrkLoadGenerator.tooMany(node, cases.get(i).load().connections())
                    .ifPresent(sentence -> problems.add(file.problem(pointer, sentence)));
        }
        return problems;
    }

    private String prefix() {
        return settings.temp().resolve("kong-perf-check").toString();
    }

    static boolean hasWrk(Node node) throws InterruptedException {
        return node.run(Command.of("sh", "-c", "command -v wrk")).ok();
    }

    private void database(ScenarioFile file, List<Problem> problems) throws InterruptedException {
        if (NodesTestbed.onPostgres(file.scenario().kong())) {
            try {
                PostgresBinaries.find(node, settings.postgres());
            } catch (NodeFailed e) {
                problems.add(file.problem("/kong/database", String.valueOf(e.getMessage())));
            }
        }
    }
}
