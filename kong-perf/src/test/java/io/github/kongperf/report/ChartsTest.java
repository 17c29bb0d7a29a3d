package io.github.kongperf.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kongperf.compare.CaseResult;
import io.github.kongperf.compare.CaseResult.PairResult;
import io.github.kongperf.compare.Comparison;
import io.github.kongperf.compare.Estimate;
import io.github.kongperf.compare.Verdict;
import io.github.kongperf.report.Views.Curve;
import io.github.kongperf.report.Views.Svg;
import io.github.kongperf.report.Views.Text;
import io.github.kongperf.result.Metric;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ChartsTest {

    private static final Comparison VERSIONS = Fixture.versions();

    @Test
    void endsACurveWhereFewerThanTenRequestsLieAbove() {
        CaseResult result = VERSIONS.cases().get(0);
        List<Curve> thick = curve(result).plots().get(0).curves().stream()
                .filter(curve -> curve.cls().startsWith("kp-thick"))
                .toList();
        double longest = Math.log10(requests(result, 0) / 10.0);
        assertThat(requests(result, 3)).isLessThan(requests(result, 0));
        assertThat(lastX(thick.get(0))).isEqualTo(1000);
        assertThat(lastX(thick.get(3))).isEqualTo(Math.round(Math.log10(requests(result, 3) / 10.0) / longest * 1000));
    }

    @Test
    void drawsALinePerTrialAndOnePerSubject() {
        assertThat(curve(VERSIONS.cases().get(0)).plots().get(0).curves())
                .filteredOn(curve -> curve.cls().equals("kp-thin"))
                .hasSize(4 * Fixture.BLOCKS);
    }

    @Test
    void keepsTheNamesOfCurvesApart() {
        for (CaseResult result : Fixture.large().cases().subList(0, 3)) {
            double[] places = curve(result).texts().stream()
                    .filter(text -> text.cls().equals("kp-name"))
                    .mapToDouble(text -> Double.parseDouble(text.y()))
                    .toArray();
            assertThat(places).hasSize(5);
            for (int i = 1; i < places.length; i++) {
                assertThat(places[i] - places[i - 1]).isGreaterThanOrEqualTo(14);
            }
        }
    }

    @Test
    void cutsOneVagueIntervalWithAnArrowAndItsNumber() {
        Finding vague = finding(new Verdict.Undecided(
                Optional.of(new Estimate(-0.02, 0.01, 0.9, 0.99)), OptionalInt.empty(), Optional.empty()));
        Finding sure = finding(new Verdict.Slower(new Estimate(0.035, 0.043, 0.051, 0.99)));
        Strips strips = new Strips(List.of(vague, sure, sure));
        Svg cut = strips.strip(vague).orElseThrow();
        assertThat(cut.marks()).extracting(Views.Mark::shape).containsExactly("right", "undecided");
        assertThat(cut.texts()).extracting(Text::text).containsExactly("+90\u00a0%");
        assertThat(strips.strip(sure).orElseThrow().texts()).isEmpty();
    }

    @Test
    void drawsNoStripWithoutAnInterval() {
        Finding invalid = finding(new Verdict.Invalid(List.of(new Fixture.Doubt("wrong answers", ""))));
        assertThat(new Strips(List.of(invalid)).strip(invalid)).isEmpty();
    }

    @Test
    void listsTheSureFourPercentBeforeTheVagueNine() {
        Finding sure = finding(new Verdict.Slower(new Estimate(0.035, 0.043, 0.051, 0.99)));
        Finding vague = finding(new Verdict.Slower(new Estimate(0.01, 0.09, 0.17, 0.99)));
        Finding faster = finding(new Verdict.Faster(new Estimate(-0.05, -0.04, -0.03, 0.99)));
        Finding invalid = finding(new Verdict.Invalid(List.of()));
        assertThat(List.of(faster, vague, invalid, sure).stream()
                        .sorted(Finding.WORST_FIRST)
                        .toList())
                .containsExactly(sure, vague, invalid, faster);
    }

    @Test
    void marksWhatMustBeEqualAndIsNot() {
        Comparison comparison = Fixture.everyKind();
        Views.Session session = new SessionSection(comparison, comparison.cases()).view("");
        assertThat(session.differences().get(0).rows())
                .filteredOn(row -> row.cls().equals("kp-failed"))
                .extracting(row -> row.head().text())
                .containsExactly("host.governor");
    }

    @Test
    void startsAnAxisAtARoundNumberBelowItsValues() {
        Scale scale = Scale.around(3870, 4330, 0, 100);
        assertThat(scale.min()).isEqualTo(3850);
        assertThat(scale.ticks(4)).containsExactly(4000.0, 4200.0);
        assertThat(scale.at(scale.max())).isEqualTo(100);
        assertThat(scale.at(1e9)).isEqualTo(100);
    }

    private static Svg curve(CaseResult result) {
        return new CurveChart(result).figure().orElseThrow().svg().get(0);
    }

    private static long requests(CaseResult result, int subject) {
        return Tally.of(result.plan(), result.subjects().get(subject)).answers();
    }

    private static long lastX(Curve curve) {
        String last = curve.points().substring(curve.points().lastIndexOf(' ') + 1);
        return Long.parseLong(last.substring(0, last.indexOf(',')));
    }

    private static Finding finding(Verdict verdict) {
        CaseResult result = VERSIONS.cases().get(0);
        PairResult pair = new PairResult("3.9.1", "3.8.0", Map.<Metric, Estimate>of(), Map.of(), verdict, List.of());
        return new Finding(new ReportInput("module", VERSIONS, LogSource.none()), result, pair);
    }
}
