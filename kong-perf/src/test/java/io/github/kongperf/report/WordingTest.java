package io.github.kongperf.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kongperf.compare.Estimate;
import io.github.kongperf.compare.GoalResult;
import io.github.kongperf.compare.Summary;
import io.github.kongperf.compare.Verdict;
import io.github.kongperf.result.Metric;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class WordingTest {

    @Test
    void saysHowMuchSlowerOrFaster() {
        assertThat(plain(new Verdict.Slower(estimate(0.014, 0.021, 0.028)))).isEqualTo("slower by 2.1 % [1.4, 2.8]");
        assertThat(plain(new Verdict.Slower(estimate(0.076, 0.081, 0.085)))).isEqualTo("slower by 8.1 % [7.6, 8.5]");
        assertThat(plain(new Verdict.Faster(estimate(-0.026, -0.019, -0.012)))).isEqualTo("faster by 1.9 % [1.2, 2.6]");
    }

    @Test
    void roundsAPromiseUp() {
        assertThat(plain(new Verdict.NotSlower(estimate(-0.009, 0.002, 0.0172))))
                .isEqualTo("not slower by more than 1.8 %");
        assertThat(plain(new Verdict.NotSlower(estimate(-0.009, -0.002, 0.00001))))
                .isEqualTo("not slower by more than 0.1 %");
    }

    @Test
    void saysWhatWouldDecide() {
        assertThat(plain(new Verdict.Undecided(
                        Optional.of(estimate(-0.006, 0.012, 0.031)),
                        OptionalInt.of(14),
                        Optional.of(Duration.ofMinutes(21)))))
                .isEqualTo("undecided: about 14 more blocks, 21 min");
        assertThat(plain(new Verdict.Undecided(Optional.empty(), OptionalInt.of(1), Optional.empty())))
                .isEqualTo("undecided: about 1 more block");
        assertThat(plain(new Verdict.Undecided(Optional.empty(), OptionalInt.empty(), Optional.empty())))
                .isEqualTo("undecided: too few trials for an interval");
    }

    @Test
    void givesAllReasonsOfAnInvalidResult() {
        assertThat(plain(new Verdict.Invalid(List.of(
                        new Fixture.Doubt("upstream CPU 98 %", "give it 2 workers"),
                        new Fixture.Doubt("wrong answers", "")))))
                .isEqualTo("invalid: upstream CPU 98 %; give it 2 workers; wrong answers");
    }

    @Test
    void givesAGoalWithWhatWasMeasured() {
        Summary summary = new Summary(
                Metric.P99,
                List.of(new Summary.TrialValue(1, 24.1)),
                24.1,
                24.1,
                Optional.of(new Summary.Bounds(23.26, 25.04, 0.99)));
        assertThat(Wording.plain(
                        Wording.goal(new GoalResult(Metric.P99, 20, Optional.of(summary), GoalResult.State.MISSED))))
                .isEqualTo("p99 at most 20 ms: missed, 24.1 [23.3, 25.0] ms");
        assertThat(Wording.plain(Wording.goal(
                        new GoalResult(Metric.THROUGHPUT, 4000, Optional.empty(), GoalResult.State.UNDECIDED))))
                .isEqualTo("throughput at least 4 000 req/s: undecided, nothing was measured");
    }

    @Test
    void namesSubjectsInTheHeadline() {
        assertThat(Wording.plain(Wording.headline(List.of(Fixture.everyKind()))))
                .isEqualTo("slowed is slower than unvaried in 1 of 6 cases, and 1 goal is missed");
        assertThat(Wording.plain(Wording.headline(List.of(Fixture.versions()))))
                .isEqualTo("A subject is slower than its baseline in 6 of 9 comparisons");
        assertThat(Wording.headline(List.of(Fixture.empty()))).isEqualTo("Nothing was measured");
        assertThat(Wording.headline(List.of())).isEqualTo("Nothing was measured");
    }

    private static String plain(Verdict verdict) {
        return Wording.plain(Wording.verdict(verdict));
    }

    private static Estimate estimate(double low, double change, double high) {
        return new Estimate(low, change, high, 0.99);
    }
}
