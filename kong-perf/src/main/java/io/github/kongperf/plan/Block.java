package io.github.kongperf.plan;

import java.util.ArrayList;
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

    /**
     * The order in which {@code among} are loaded, slice by slice: {@link Workload#slices()} lists, in each of which each of them
     * has {@code turns} turns.
     */
    public List<List<Subject>> slices(List<Subject> among, int turns) {
        List<List<Subject>> orders = Orders.balanced(among, workload.slices() * turns, new Random(seed));
        List<List<Subject>> slices = new ArrayList<>();
        for (int first = 0; first < orders.size(); first += turns) {
            slices.add(orders.subList(first, first + turns).stream()
                    .flatMap(List::stream)
                    .toList());
        }
        return slices;
    }
}
