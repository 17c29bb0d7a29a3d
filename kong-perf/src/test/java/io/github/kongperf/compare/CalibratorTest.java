package io.github.kongperf.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.kongperf.result.Calibration;
import io.github.kongperf.result.Conditions;
import io.github.kongperf.result.Latencies;
import io.github.kongperf.result.Measurement;
import io.github.kongperf.result.Metric;
import io.github.kongperf.result.Outcome;
import io.github.kongperf.result.ResultFolder;
import io.github.kongperf.result.Run;
import io.github.kongperf.result.Session;
import io.github.kongperf.result.Slice;
import io.github.kongperf.result.TrialId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CalibratorTest {

    private static final Instant START = Instant.parse("2026-11-26T12:00:00Z");

    @TempDir
    private Path folder;

    @Test
    void saysWhatTheMachineCanProve() {
        Session session = session(30);
        Calibration known =
                new Calibrator(session, 24, 100, 1).of(pool(30, 0.01, 0.03)).get(0);
        assertThat(known.pool()).isEqualTo(30);
        assertThat(known.drawn()).isEqualTo(100);
        // 1 % is promised; of 100 sessions 6 would be one in 1900 times.
        assertThat(known.alarms()).isLessThan(6);
        assertThat(known.alarmsAtMost()).isGreaterThan(known.alarmRate());
        assertThat(known.planted().value()).isCloseTo(0.03, within(0.01));
        assertThat(known.planted().low()).isLessThan(0.03);
        assertThat(known.planted().high()).isGreaterThan(0.03);
        assertThat(known.found()).isGreaterThan(90);
        assertThat(known.notSlower()).isGreaterThan(90);
        assertThat(known.block()).isEqualTo(Duration.ofSeconds(20));
        assertThat(known.smallest(24).orElseThrow()).isBetween(0.005, 0.03);
        assertThat(known.smallest(96).orElseThrow())
                .isLessThan(known.smallest(24).orElseThrow());
        assertThat(known.smallest(3)).isEmpty();
        assertThat(known.mostDrawn()).isEqualTo(96);
    }

    @Test
    void provesLessOnANoisyMachine() {
        Session session = session(30);
        Calibration quiet =
                new Calibrator(session, 24, 50, 1).of(pool(30, 0.01, 0.03)).get(0);
        Calibration noisy =
                new Calibrator(session, 24, 50, 1).of(pool(30, 0.08, 0.03)).get(0);
        assertThat(noisy.smallest(24).orElseThrow())
                .isGreaterThan(4 * quiet.smallest(24).orElseThrow());
        assertThat(noisy.found()).isLessThan(quiet.found());
    }

    @Test
    void leavesBlocksOutThatLackATrial() {
        List<Run> runs = new ArrayList<>(pool(20, 0.01, 0.03));
        runs.remove(4);
        assertThat(new Calibrator(session(20), 16, 10, 1).of(runs).get(0).pool())
                .isEqualTo(19);
        assertThat(new Calibrator(session(20), 16, 10, 1).of(runs.subList(0, 9)))
                .isEmpty();
    }

    @Test
    void isReadAsItWasWritten() {
        Session session = session(20);
        ResultFolder results = new ResultFolder(folder);
        results.begin(session);
        List<Calibration> known = new Calibrator(session, 16, 20, 1).of(pool(20, 0.01, 0.03));
        assertThat(results.calibrations(session.id())).isEmpty();
        results.keep(session, known);
        assertThat(results.calibrations(session.id())).isEqualTo(known);
    }

    @Test
    void fitsTheSameCaseUnderTheSameConditionsOnly() {
        Session session = session(20);
        Calibration known =
                new Calibrator(session, 16, 20, 1).of(pool(20, 0.01, 0.03)).get(0);
        Session.PlannedCase planned = session.cases().get(0);
        Conditions now = Calibration.conditions("local", planned, session.conditions());
        assertThat(known.fits(planned, Metric.THROUGHPUT, now)).isTrue();
        assertThat(known.fits(named("other"), Metric.THROUGHPUT, now)).isFalse();
        assertThat(known.fits(planned, Metric.CPU, now)).isFalse();
        assertThat(known.fits(planned, Metric.THROUGHPUT, now.and(Map.of("host.pinning", "kong=0"))))
                .isFalse();
    }

    @Test
    void warnsOfMarginsAndGoalsBelowTheFloor() {
        Session session = session(20);
        List<Run> runs = pool(20, 0.08, 0);
        List<Calibration> known = new Calibrator(session, 20, 20, 1).of(runs);
        double smallest = known.get(0).smallest(20).orElseThrow();
        assertThat(smallest).isGreaterThan(0.03);
        assertThat(Floor.of(Analysis.of(session, runs), known))
                .extracting(Caveat::text)
                .anySatisfy(text -> assertThat(text).startsWith("c: its margin of 3 % in throughput is smaller"))
                .anySatisfy(text -> assertThat(text).startsWith("c: the goal in throughput is "));
        assertThat(Floor.of(Analysis.of(session, runs), List.of())).isEmpty();
        assertThat(new Caveat.MarginBelowFloor("c", Metric.CPU, 0.0003, 0.155, 20).text())
                .contains("margin of 0.03 % in cpu", "(16 %, calibrated)");
        List<Calibration> quiet = new Calibrator(session, 20, 20, 1).of(pool(20, 0.005, 0));
        assertThat(Floor.margins(session.cases(), 20, quiet)).isEmpty();
    }

    @Test
    void boundsAShareAsClopperAndPearsonDo() {
        // Published: 0 of 100 is below 2.951 % with 95 % confidence (1 - 0.05^(1/100)); 10 of 10 may be all.
        assertThat(Calibrator.atMost(0, 100)).isCloseTo(1 - Math.pow(0.05, 0.01), within(1e-9));
        assertThat(Calibrator.atMost(10, 10)).isEqualTo(1);
    }

    private static List<Run> pool(int blocks, double noise, double slowdown) {
        Random random = new Random(7);
        List<Run> runs = new ArrayList<>();
        for (int block = 1; block <= blocks; block++) {
            for (String subject : List.of("a", "a again", "a slowed")) {
                double answers = 10_000
                        * Math.exp(noise * random.nextGaussian())
                        * (subject.equals("a slowed") ? 1 - slowdown : 1);
                runs.add(new Run(
                        new TrialId("s", "c", block, subject),
                        0,
                        START.plusSeconds(30L * block),
                        Duration.ofSeconds(1),
                        Conditions.none(),
                        new Outcome.Measured(List.of(new Slice(
                                0,
                                START,
                                new Measurement(
                                        Duration.ofSeconds(1),
                                        Map.of(200, Math.round(answers)),
                                        Map.of(),
                                        0,
                                        Latencies.none(),
                                        Optional.empty()),
                                Map.of())))));
            }
        }
        return runs;
    }

    private static Session session(int blocks) {
        return new Session(
                "pool",
                START,
                "1",
                "local",
                "Kong",
                true,
                "mvn",
                1,
                blocks,
                List.of(blocks),
                0.01,
                Session.Pairing.NONE,
                List.of(
                        new Session.Subject("a", "a", Optional.empty(), Optional.empty()),
                        new Session.Subject("a again", "a", Optional.of(Calibrator.AGAIN), Optional.of("a")),
                        new Session.Subject("a slowed", "a", Optional.of("slowed"), Optional.of("a"))),
                List.of(named("c")),
                new Conditions(Map.of("host.name", "here")));
    }

    private static Session.PlannedCase named(String name) {
        return new Session.PlannedCase(
                "s",
                name,
                List.of(),
                Map.of(),
                List.of("a", "a again", "a slowed"),
                "GET /",
                Duration.ofSeconds(3),
                Duration.ofSeconds(1),
                List.of(),
                Metric.THROUGHPUT,
                0.03,
                Map.of(Metric.THROUGHPUT, 10_050.0));
    }
}
