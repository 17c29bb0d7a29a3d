package io.github.kongperf.driver;

import io.github.kongperf.scenario.Problem;
import io.github.kongperf.scenario.ScenarioFile;
import io.github.kongperf.version.KongVersion;
import java.util.List;
import java.util.Map;

/** Brings gateways up somewhere. */
public interface Driver {

    /** The name that a user gives to choose it. */
    String name();

    /** What is under load, in words for consoles and pages. */
    String gateway();

    /** Whether {@link #gateway} is Kong. If not, nothing may present its results as Kong's. */
    boolean isKong();

    /** Whether it can bring that kind of version up. */
    boolean supports(KongVersion version);

    /**
     * Whether all subjects run in one process. If so, what varies is when they run; if not, each trial's own process does
     * (LuaJIT compiles differently in each), and trials of one block have nothing in common.
     */
    boolean sharesProcess();

    /** What this driver can't do of a scenario beyond what its abilities say; starts nothing. */
    List<Problem> check(ScenarioFile scenario);

    /** How this driver was set, as far as that bears on what it measures: conditions of its results. */
    default Map<String, String> conditions() {
        return Map.of();
    }

    /** Brings up what a session shares. */
    Testbed open() throws InterruptedException;
}
