package io.github.kongperf.load.wrk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.kongperf.load.LoadOptions;
import io.github.kongperf.result.ErrorKind;
import io.github.kongperf.result.Measurement;
import io.github.kongperf.scenario.Rate;
import io.github.kongperf.scenario.Request;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WrkOutputTest {

    /** 10 answers on 2 connections in 1 s, so 200 ms apart on each; the one of 700 ms made two of 500 and 300. */
    private static final String OUTPUT = """
            Running 1s test @ http://127.0.0.1:1/
              10 requests in 1.00s, 1.0KB read

            -- kong-perf begin --
            cpu_us 12345
            duration_us 1000000
            requests 10
            bytes 1024
            errors_connect 0
            errors_read 3
            errors_write 0
            errors_timeout 1
            errors_status 2
            status 200 8
            status 503 2
            bucket 100 8
            bucket 300000 1
            bucket 500000 1
            bucket 700000 1
            -- kong-perf end --
            what the script says
            """;

    @Test
    void keepsWhatAPersonWouldHaveSeen() {
        assertThat(WrkOutput.parse(OUTPUT).text()).isEqualTo("""
                        Running 1s test @ http://127.0.0.1:1/
                          10 requests in 1.00s, 1.0KB read

                        what the script says
                        """);
    }

    @Test
    void measuresWithoutWhatWrkAddsAndWithoutLateAnswers() {
        Figures figures = new Figures(WrkOutput.parse(OUTPUT), load(2, OptionalInt.empty()));
        Measurement measurement = figures.measurement();

        assertThat(measurement.duration()).isEqualTo(Duration.ofSeconds(1));
        assertThat(measurement.statuses()).isEqualTo(Map.of(200, 7L, 503, 2L));
        assertThat(measurement.errors()).isEqualTo(Map.of(ErrorKind.READ, 3L, ErrorKind.TIMEOUT, 1L));
        assertThat(measurement.bytesRead()).isEqualTo(1024);
        assertThat(measurement.latencies().count()).isEqualTo(9);
        assertThat(measurement.latencies().percentile(88)).isLessThan(Duration.ofMillis(1));
        assertThat(measurement.latencies().max().toMillis()).isEqualTo(700);
        assertThat(figures.cpu()).isEqualTo(Duration.ofNanos(12_345_000));
    }

    @Test
    void countsAnswersAsWhatTheyWereWhenTheyWereRead() {
        Measurement measurement = new Figures(WrkOutput.parse(OUTPUT), load(2, OptionalInt.of(204))).measurement();

        assertThat(measurement.statuses()).isEqualTo(Map.of(204, 7L, Measurement.UNREAD_ERROR_STATUS, 2L));
    }

    @Test
    void takesLatenciesToWhichNothingWasAddedAsTheyAre() {
        String plain = OUTPUT.replace("bucket 300000 1\nbucket 500000 1\n", "");
        Measurement measurement = new Figures(WrkOutput.parse(plain), load(2, OptionalInt.empty())).measurement();

        assertThat(measurement.latencies().count()).isEqualTo(9);
    }

    @Test
    void refusesFiguresThatContradictEachOther() {
        refuses(OUTPUT.replace("bucket 100 8", "bucket 100 9"), "10 latencies of 9 answers, even without");
        refuses(
                OUTPUT.replace("bucket 100 8", "bucket 100 4"),
                "wrk has 5 latencies of 9 answers; a script that sends several");
        refuses(OUTPUT.replace("bucket 500000 1\n", ""), "10 latencies of 9");
        refuses(OUTPUT.replace("status 503 2", "status 503 1"), "9 statuses of 10 answers were read");
        refuses(OUTPUT.replace("requests 10\n", ""), "'requests' is missing");
        refuses(OUTPUT.replace("errors_timeout 1\n", ""), "'errors_timeout' is missing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "requests -1",
                "requests 1e3",
                "requests nan",
                "requests 10 ",
                "requests",
                "bucket 1",
                "bucket 1 2 3",
                "bucket 100 1",
                "stats 200 1",
                "status 200 1",
                "requests 1234567890123456789",
                ""
            })
    void refusesALineThatOurScriptDoesNotWrite(String line) {
        String output = OUTPUT.replace("bucket 100 8\n", "bucket 100 8\n" + line + "\n");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> {
                    WrkOutput parsed = WrkOutput.parse(output);
                    new Figures(parsed, load(2, OptionalInt.empty())).measurement();
                })
                .withMessageContaining("'");
    }

    @Test
    void noticesWhereverItIsCutOff() {
        int end = OUTPUT.indexOf("what the script");
        for (int length = 0; length < end; length += 7) {
            assertThat(WrkOutput.isWhole(OUTPUT.substring(0, length)))
                    .as("%d", length)
                    .isFalse();
        }
        assertThat(WrkOutput.isWhole(OUTPUT.substring(0, end))).isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> WrkOutput.parse("Running"));
    }

    private static void refuses(String output, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Figures(WrkOutput.parse(output), load(2, OptionalInt.empty())).measurement())
                .withMessageContaining(why);
    }

    private static LoadOptions load(int connections, OptionalInt statusBelow400) {
        return new LoadOptions(
                connections,
                1,
                Duration.ofSeconds(1),
                new Rate.AsFastAsPossible(),
                Duration.ofSeconds(2),
                List.of(Request.get("/")),
                7,
                Optional.empty(),
                statusBelow400);
    }
}
