package io.github.kongperf.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Set;
import org.junit.jupiter.api.Test;

final class TagExpressionTest {

    @Test
    void choosesAllWithoutAnyTag() {
        assertThat(accepts("", "simple")).isTrue();
        assertThat(accepts("  ", "simple")).isTrue();
    }

    @Test
    void bindsAndMoreTightlyThanOr() {
        assertThat(accepts("a | b & c", "a")).isTrue();
        assertThat(accepts("a | b & c", "b")).isFalse();
        assertThat(accepts("(a | b) & c", "a")).isFalse();
        assertThat(accepts("a, b&c", "b", "c")).isTrue();
    }

    @Test
    void takesTheOriginalsHashes() {
        assertThat(accepts("#simple & !#hybrid", "simple")).isTrue();
        assertThat(accepts("#simple & !#hybrid", "simple", "hybrid")).isFalse();
    }

    @Test
    void saysWhatIsWrong() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TagExpression.parse("simple &"))
                .withMessageStartingWith("tags 'simple &': a tag is missing at the end; write");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TagExpression.parse("(a"))
                .withMessageContaining("a ')' is missing");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TagExpression.parse("a b"))
                .withMessageContaining("'b' is one too many");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TagExpression.parse("| a"))
                .withMessageContaining("a tag is missing before '|'");
    }

    private static boolean accepts(String expression, String... tags) {
        return TagExpression.parse(expression).accepts(Set.of(tags));
    }
}
