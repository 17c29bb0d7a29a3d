package io.github.kongperf.plan;

import java.util.List;
import java.util.Random;

/**
 * One round of a workload: every subject once.
 *
 * @param number from 1
 * @param subjects in the order in which they are started and warmed
 * @param seed of everything that is random in it
 */
public record Block(Workload workload, int number, List<Subject> subjects, long seed) {
    public Block {
        subjects = List.copyOf(subjects);
    }

    /** The order in which {@code among} are loaded, slice by slice: each of them {@link Workload#slices()} times. */
    public List<Subject> slices(List<Subject> among) {
        return Orders.balanced(among, workload.slices(), new Random(seed)).stream()
                .flatMap(List::stream)
                .toList();
    }
}
