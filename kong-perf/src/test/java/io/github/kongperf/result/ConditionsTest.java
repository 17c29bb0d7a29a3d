package io.github.kongperf.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConditionsTest {

    @Test
    void areSortedByKey() {
        Conditions conditions = new Conditions(Map.of("b", "2", "a", "1", "c", "3"));
        assertThat(conditions.values().keySet()).containsExactly("a", "b", "c");
    }

    @Test
    void letTheLaterWin() {
        Conditions both = new Conditions(Map.of("a", "1", "b", "2")).and(Map.of("b", "3", "c", "4"));
        assertThat(both).isEqualTo(new Conditions(Map.of("a", "1", "b", "3", "c", "4")));
        assertThat(Conditions.none().and(Map.of())).isEqualTo(Conditions.none());
    }

    @Test
    void areCopied() {
        Map<String, String> values = new HashMap<>(Map.of("a", "1"));
        Conditions conditions = new Conditions(values);
        values.put("a", "2");
        assertThat(conditions.values()).isEqualTo(Map.of("a", "1"));
        assertThatThrownBy(() -> conditions.values().put("a", "3")).isInstanceOf(UnsupportedOperationException.class);
    }
}
