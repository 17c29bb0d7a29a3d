package io.github.kongperf.driver;

import io.github.kongperf.scenario.Problem;
import io.github.kongperf.scenario.ScenarioFile;
import io.github.kongperf.version.KongVersion;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

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

    /** About how long it takes to bring a subject up, to connect to it and to take it down again; for estimates only. */
    default Duration besides() {
        return Duration.ofMillis(300);
    }

    /** What this driver can't do of a scenario beyond what its abilities say; starts nothing. */
    List<Problem> check(ScenarioFile scenario) throws InterruptedException;

    /** How this driver was set, as far as that bears on what it measures: conditions of its results. */
    default Map<String, String> conditions() {
        return Map.of();
    }

    /**
     * What keeps these versions from being brought up, each as a sentence that says what to do: a commit that isn't there,
     * a program that is missing. Starts nothing.
     */
    default List<String> check(List<KongVersion> versions) throws InterruptedException {
        return List.of();
    }

    /**
     * What keeps a profiler from working here, each as a sentence that says what to do, as far as that can be told before anything
     * is up. Starts nothing.
     */
    default List<String> missing(String profiler) throws InterruptedException {
        return List.of();
    }

    /**
     * Brings up what a session shares, or finds again what an earlier call with the same ledger left up.
     *
     * @param step is told each step that takes long, in a few words
     * @throws DeploymentFailed if the session can't go on; what had come up is down again. A single version that can't be
     *     had is no reason: its deployments fail
     */
    Testbed open(Ledger ledger, Needs needs, Consumer<String> step) throws InterruptedException;

    /**
     * Removes one thing that a dead session of this driver had entered; does nothing if it is gone.
     *
     * @throws RuntimeException if it is still there; then it stays in the ledger
     */
    default void remove(Ledger.Entry entry) throws InterruptedException {
        throw new IllegalStateException("the %s driver enters nothing, so it can't remove %s".formatted(name(), entry));
    }
}
