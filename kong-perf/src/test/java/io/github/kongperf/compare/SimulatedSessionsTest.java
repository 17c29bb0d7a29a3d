package io.github.kongperf.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A short form of the tables in the guide (proof.md). */
final class SimulatedSessionsTest {

    @ParameterizedTest
    @EnumSource
    void callsEqualSubjectsDifferentAsRarelyAsItPromises(Noise noise) {
        SimulatedSessions equal = SimulatedSessions.of(noise, 0, 400, 0.01, 1);
        // One in a hundred, and three standard errors.
        assertThat(equal.alarms()).isLessThanOrEqualTo(10);
        assertThat(equal.coverage()).isGreaterThan(0.98);
    }

    @ParameterizedTest
    @EnumSource
    void findsWhatWasPlanted(Noise noise) {
        SimulatedSessions planted = SimulatedSessions.of(noise, 0.05, 100, 0.01, 2);
        assertThat(planted.all().slower()).isGreaterThanOrEqualTo(90);
        assertThat(planted.all().faster()).isZero();
        assertThat(planted.coverage()).isGreaterThan(0.97);
    }
}
