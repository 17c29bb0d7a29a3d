package io.github.kongperf.profile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TraceNamesTest {

    private final TraceNames names = new TraceNames();

    @Test
    void knowsWhichPieceHasAnAddress() {
        names.add(100, 10, "a");
        names.add(110, 5, "b");
        assertThat(names.at(99)).isEmpty();
        assertThat(names.at(100)).contains("a");
        assertThat(names.at(109)).contains("a");
        assertThat(names.at(114)).contains("b");
        assertThat(names.at(115)).isEmpty();
    }

    @Test
    void forgetsWhatLuaJitHasOverwritten() {
        names.add(100, 10, "a");
        names.add(110, 10, "b");
        names.add(120, 10, "c");
        names.add(105, 20, "d");
        assertThat(names.at(100)).isEmpty();
        assertThat(names.at(105)).contains("d");
        assertThat(names.at(124)).contains("d");
        assertThat(names.at(125)).isEmpty();
    }
}
