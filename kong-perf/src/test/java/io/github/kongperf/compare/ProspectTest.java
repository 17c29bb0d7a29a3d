package io.github.kongperf.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ProspectTest {

    @Test
    void promisesMoreWithMoreBlocksAndLessWithMoreComparisons() {
        double usual = Prospect.smallestChange(48, 1, 0.01).orElseThrow();
        assertThat(usual).isBetween(0.005, 0.02);
        assertThat(Prospect.smallestChange(16, 1, 0.01).orElseThrow()).isGreaterThan(2 * usual);
        assertThat(Prospect.smallestChange(192, 1, 0.01).orElseThrow()).isLessThan(usual);
        assertThat(Prospect.smallestChange(48, 20, 0.01).orElseThrow()).isGreaterThan(usual);
        assertThat(Prospect.smallestChange(2, 1, 0.01)).isEmpty();
    }

    /** The promise, and sessions with another seed. */
    @Test
    void isKeptByNineOfTenSessions() {
        double change = Prospect.smallestChange(48, 1, 0.01).orElseThrow();
        SimulatedSessions planted = SimulatedSessions.of(Noise.TWO_HUMPS, change + 0.02, 200, 0.01, 3);
        assertThat(planted.all().slower()).isGreaterThan(180);
    }
}
