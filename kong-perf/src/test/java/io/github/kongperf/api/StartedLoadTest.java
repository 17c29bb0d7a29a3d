package io.github.kongperf.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.github.kongperf.driver.Deployment;
import io.github.kongperf.driver.Setup;
import io.github.kongperf.driver.Testbed;
import io.github.kongperf.load.LoadFailed;
import io.github.kongperf.load.LoadGenerator;
import io.github.kongperf.load.LoadOptions;
import io.github.kongperf.load.RunningLoad;
import io.github.kongperf.result.Latencies;
import io.github.kongperf.result.Measurement;
import io.github.kongperf.result.Role;
import io.github.kongperf.scenario.Load;
import io.github.kongperf.scenario.Request;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** With a generator that does not read statuses by itself, as wrk. */
class StartedLoadTest {

    private static final LoadRequest PATH =
            LoadRequest.path("/one").connections(4).threads(2);
    private static final LoadRequest SCRIPT = PATH.script("-- nothing");

    private final List<LoadOptions> loads = new ArrayList<>();
    /** Of the loads to come; 200 in all that follow. */
    private final Deque<Map<Integer, Long>> statuses = new ArrayDeque<>();

    private final Deque<Long> upstreamRequests = new ArrayDeque<>();
    private final List<String> lines = new ArrayList<>();
    private Map<Integer, Long> probed = Map.of(200, 10L);
    private long generatorMillisPerSecond;
    private long upstreamMillisPerSecond;
    private Duration loaded = Duration.ZERO;
    private long asked;

    @Test
    void waitsUntilAScriptGetsWhatIsExpected() throws InterruptedException {
        statuses.add(Map.of(404, 10L));
        statuses.add(Map.of(404, 5L, 200, 5L));
        measure(SCRIPT);
        assertThat(loads)
                .extracting(load -> load.duration().toSeconds(), LoadOptions::statusBelow400)
                .containsExactly(
                        tuple(1L, OptionalInt.empty()),
                        tuple(1L, OptionalInt.empty()),
                        tuple(1L, OptionalInt.empty()),
                        tuple(10L, OptionalInt.of(200)));
    }

    @Test
    void asksLongerWhereNothingIsAnsweredInASecond() throws InterruptedException {
        statuses.add(Map.of());
        measure(SCRIPT);
        assertThat(loads).extracting(load -> load.duration().toSeconds()).containsExactly(1L, 2L, 10L);
    }

    @Test
    void saysWhatAScriptGotInstead() {
        statuses.add(Map.of(404, 3L, 200, 7L));
        assertThatExceptionOfType(LoadFailed.class)
                .isThrownBy(() -> new Readiness(
                                new Bed(), Optional.of(new Up()), URI.create("http://kong:1"), SCRIPT, Duration.ZERO)
                        .await())
                .withMessageContainingAll(
                        "http://kong:1 did not answer as expected", "3 of 10 answers to 'the script'");
    }

    @Test
    void believesTheProbeOfOneRequest() throws InterruptedException {
        measure(PATH);
        assertThat(loads)
                .singleElement()
                .extracting(LoadOptions::statusBelow400)
                .isEqualTo(OptionalInt.of(200));
    }

    @Test
    void readsStatusesForASecondWhereAProbeCanNotKnowThem() throws InterruptedException {
        measure(LoadRequest.requests(List.of(Request.get("/one"), Request.get("/two")))
                .connections(2)
                .threads(1));
        probed = Map.of(200, 5L, 404, 5L);
        statuses.add(Map.of(200, 5L, 404, 5L));
        measure(PATH.expect(200, 404));
        assertThat(loads)
                .extracting(LoadOptions::statusBelow400)
                .containsExactly(OptionalInt.empty(), OptionalInt.of(200), OptionalInt.empty(), OptionalInt.of(200));
    }

    @Test
    void readsEachStatusWhereAnswersBelow400Differ() throws InterruptedException {
        statuses.add(Map.of(200, 5L, 204, 5L));
        measure(SCRIPT);
        assertThat(loads).extracting(LoadOptions::statusBelow400).containsOnly(OptionalInt.empty());
    }

    @Test
    void refusesAnswersThatTheUpstreamNeverGave() {
        upstreamRequests.addAll(List.of(10L, 1L));
        assertThatExceptionOfType(LoadFailed.class)
                .isThrownBy(() -> measure(SCRIPT))
                .withMessageContaining("the upstream was asked 1 times only");
    }

    @Test
    void warnsOfAnyoneElseAtTheLimit() throws InterruptedException {
        generatorMillisPerSecond = 1900;
        upstreamMillisPerSecond = 960;
        LoadResult result = measure(PATH);
        assertThat(result.warnings())
                .containsExactly(
                        "http://kong:1: the generator used 95 % of the CPU time that its threads can have, so it may be its limit that was measured; use more load.threads",
                        "http://kong:1: the upstream used 96 % of the CPU time that its threads can have, so it may be its limit that was measured; use an upstream that does less per answer");
        assertThat(lines).contains("[kong-perf] warn: " + result.warnings().get(0));
        assertThat(result.toString()).endsWith("\nWarning: " + result.warnings().get(1));
    }

    @Test
    void isSilentBelowTheLimit() throws InterruptedException {
        generatorMillisPerSecond = 1750;
        upstreamMillisPerSecond = 100;
        assertThat(measure(PATH).warnings()).isEmpty();
    }

    @Test
    void namesThePathOfAResultWhereThereIsOne() throws InterruptedException {
        assertThat(measure(PATH).toString()).startsWith("Running 10s test @ http://kong:1/one\n");
        assertThat(measure(SCRIPT).toString()).startsWith("Running 10s test @ http://kong:1\n");
    }

    private LoadResult measure(LoadRequest request) throws InterruptedException {
        Output output = new Output(lines::add);
        return StartedLoad.start(new Bed(), Optional.of(new Up()), request, Optional.empty(), output)
                .await(output);
    }

    private RunningLoad load(LoadOptions options) {
        loads.add(options);
        loaded = loaded.plus(options.duration());
        Map<Integer, Long> answers = statuses.isEmpty() ? Map.of(200, 10L) : statuses.remove();
        asked += upstreamRequests.isEmpty() ? 0 : upstreamRequests.remove();
        return over(options, answers);
    }

    private static RunningLoad over(LoadOptions options, Map<Integer, Long> answers) {
        Measurement measurement =
                new Measurement(options.duration(), answers, Map.of(), 1000, Latencies.ofMicros(100), Optional.empty());
        return new RunningLoad() {
            @Override
            public Measurement await() {
                return measurement;
            }

            @Override
            public Measurement stop() {
                return measurement;
            }
        };
    }

    private Duration used(long millisPerSecond) {
        return Duration.ofMillis(loaded.toSeconds() * millisPerSecond);
    }

    private final class Bed implements Testbed {
        @Override
        public Deployment deploy(Setup setup) {
            return new Up();
        }

        @Override
        public LoadGenerator generator() {
            return new LoadGenerator() {
                @Override
                public RunningLoad start(URI target, LoadOptions options) {
                    return load(options);
                }

                @Override
                public String engine() {
                    return "none";
                }

                @Override
                public Optional<Duration> cpuTime() {
                    return Optional.of(used(generatorMillisPerSecond));
                }

                @Override
                public boolean readsStatuses() {
                    return false;
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public LoadGenerator prober() {
            return new LoadGenerator() {
                @Override
                public RunningLoad start(URI target, LoadOptions options) {
                    return over(options, probed);
                }

                @Override
                public String engine() {
                    return "none";
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public void close() {}
    }

    private final class Up implements Deployment {
        @Override
        public URI target(Load.Target target) {
            return URI.create("http://kong:1");
        }

        @Override
        public Map<Role, Duration> cpuTimes() {
            return Map.of(Role.UPSTREAM, used(upstreamMillisPerSecond));
        }

        @Override
        public OptionalLong upstreamRequests() {
            return OptionalLong.of(asked);
        }

        @Override
        public Map<Role, Integer> workers() {
            return Map.of(Role.UPSTREAM, 1);
        }

        @Override
        public Map<String, String> conditions() {
            return Map.of();
        }

        @Override
        public List<String> errorLog() {
            return List.of();
        }

        @Override
        public void close() {}
    }
}
