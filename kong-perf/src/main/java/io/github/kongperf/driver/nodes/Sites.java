package io.github.kongperf.driver.nodes;

import io.github.kongperf.driver.Setup;
import io.github.kongperf.node.Node;
import java.util.Map;
import java.util.function.Consumer;

/** Where the Kongs of a session run. */
public interface Sites {

    /**
     * A place for what is done once for a subject, such as to migrate its database; its Kong is installed there. The same one for
     * the same subject.
     *
     * @param step is told each step that takes long, in a few words
     * @throws RuntimeException if it can't be had: its message says why, and what to do
     */
    Site of(Setup setup, Consumer<String> step) throws InterruptedException;

    /** A place for one trial of a subject. Whoever gets it closes it. */
    default Site open(Setup setup, Consumer<String> step) throws InterruptedException {
        return of(setup, step);
    }

    /**
     * A place from which the processes of a Kong can be seen by their pids on its own node, for profilers that are no part of Kong.
     * Whoever gets it closes it.
     *
     * @param site where that Kong runs
     * @param step is told each step that takes long, in a few words
     * @throws RuntimeException if it can't be had: its message says why, and what to do
     */
    default Site beside(Site site, Consumer<String> step) throws InterruptedException {
        return new Site(site.work(), site.installed());
    }

    /**
     * Lets places of one trial know each other by names, as hosts.
     *
     * @param named what {@link #open} gave
     */
    default void introduce(Map<String, Site> named) throws InterruptedException {
        throw new IllegalStateException("nodes of this driver have no names");
    }

    /** A node on which a Kong runs. */
    Node node();
}
