package io.github.kongperf.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Random orders that are balanced: each second one is its predecessor backwards, so that early and late places even out. */
final class Orders {

    private Orders() {}

    /** @return {@code count} orders of {@code items} */
    static <T> List<List<T>> balanced(List<T> items, int count, Random random) {
        List<List<T>> orders = new ArrayList<>();
        while (orders.size() < count) {
            List<T> forwards = new ArrayList<>(items);
            Collections.shuffle(forwards, random);
            orders.add(List.copyOf(forwards));
            if (orders.size() < count) {
                Collections.reverse(forwards);
                orders.add(List.copyOf(forwards));
            }
        }
        return orders;
    }
}
