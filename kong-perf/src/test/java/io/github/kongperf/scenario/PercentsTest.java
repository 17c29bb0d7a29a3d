package io.github.kongperf.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PercentsTest {

    @ParameterizedTest
    @CsvSource({"3%, 0.03", "2.5 %, 0.025", "100%, 1", "0%, 0"})
    void readsThemAsShares(String text, double share) {
        assertThat(Percents.parse(text)).isEqualTo(share);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "-3%", "%", "0.03", "3 percent"})
    void refusesEverythingElse(String text) {
        assertThatThrownBy(() -> Percents.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'%s' is no percentage; write one such as 3%%", text);
    }
}
