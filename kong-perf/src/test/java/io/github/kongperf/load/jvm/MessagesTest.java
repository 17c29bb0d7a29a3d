package io.github.kongperf.load.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kongperf.load.LoadOptions;
import io.github.kongperf.result.ErrorKind;
import io.github.kongperf.result.Latencies;
import io.github.kongperf.result.Measurement;
import io.github.kongperf.result.Schedule;
import io.github.kongperf.scenario.Rate;
import io.github.kongperf.scenario.Request;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;

class MessagesTest {

    private static final URI TARGET = URI.create("http://gateway:8000/base");

    @Test
    void carriesALoad() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("z", "größer\n");
        headers.put("a", "${random.int(1,2)}");
        for (Rate rate : List.of(new Rate.AsFastAsPossible(), new Rate.Constant(0.1))) {
            LoadOptions load = new LoadOptions(
                    100,
                    3,
                    Duration.ofNanos(1_234_567_891),
                    rate,
                    Duration.ofMillis(700),
                    List.of(Request.get("/a?b"), new Request("PUT", "/c", headers, Optional.of("body"))),
                    Long.MIN_VALUE);
            Messages.Order order = carried(new Messages.Order(7, Messages.Load.of(TARGET, load)), Messages.Order.class);

            assertThat(order.load()).isEqualTo(7);
            Messages.Load begin = Objects.requireNonNull(order.begin());
            assertThat(begin.target()).isEqualTo(TARGET);
            assertThat(begin.options()).isEqualTo(load);
            assertThat(begin.options().requests().get(1).headers().keySet()).containsExactly("z", "a");
        }
        assertThat(carried(new Messages.Order(8, null), Messages.Order.class).begin())
                .isNull();
    }

    @Test
    void carriesAMeasurement() {
        Latencies latencies = Latencies.ofMicros(1, 1, 20, 3_000_000);
        Measurement closed = new Measurement(
                Duration.ofNanos(999_999_999),
                Map.of(200, 3L, 503, 1L),
                Map.of(ErrorKind.TIMEOUT, 2L, ErrorKind.CLOSED, 1L),
                123,
                latencies,
                Optional.empty());
        Measurement open = new Measurement(
                Duration.ofSeconds(1),
                Map.of(),
                Map.of(),
                0,
                Latencies.none(),
                Optional.of(new Schedule(0.5, 10, 9, latencies)));
        for (Measurement measurement : List.of(closed, open)) {
            Messages.Report report =
                    carried(new Messages.Report(1, 2, Messages.Measured.of(measurement), null), Messages.Report.class);

            assertThat(Objects.requireNonNull(report.measured()).measurement()).isEqualTo(measurement);
            assertThat(report.cpuNanos()).isEqualTo(2);
            assertThat(report.failed()).isNull();
        }
    }

    @Test
    void refusesALineThatIsNone() {
        assertThatThrownBy(() -> Messages.read("GET / HTTP/1.1", Messages.Order.class))
                .isInstanceOf(JacksonException.class);
        assertThatThrownBy(() -> Messages.read("{\"begin\": null}", Messages.Order.class))
                .isInstanceOf(JacksonException.class);
    }

    private static <T> T carried(T message, Class<T> kind) {
        String line = Messages.line(message);
        assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
        return Messages.read(line, kind);
    }
}
