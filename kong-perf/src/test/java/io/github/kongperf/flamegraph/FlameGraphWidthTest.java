package io.github.kongperf.flamegraph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FlameGraphWidthTest {

    private static final String TOO_LARGE = "ä".repeat(Width.LIMIT / 2 + 1);

    @Test
    void whatFitsWholeIsDrawnOnce() {
        List<Double> tried = new ArrayList<>();
        String page = Width.fitting(0, step -> {
            tried.add(step);
            return Optional.of("from " + step);
        });
        assertThat(page).isEqualTo("from 0.0");
        assertThat(tried).containsExactly(0.0);
    }

    @Test
    void theNarrowestThatFitsIsTaken() {
        for (double first : new double[] {0.001, 0.02, 0.5, 5, 50}) {
            assertThat(Width.fitting(0, step -> Optional.of(step < first ? TOO_LARGE : "from " + step)))
                    .isEqualTo("from " + first);
        }
    }

    @Test
    void nothingNarrowerThanWantedIsTried() {
        assertThat(Width.fitting(0.1, step -> Optional.of("from " + step))).isEqualTo("from 0.1");
    }

    @Test
    void noticesThatNothingFits() {
        assertThatThrownBy(() -> Width.fitting(0, step -> Optional.empty())).isInstanceOf(IllegalStateException.class);
    }
}
