package io.github.kongperf.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CommandTest {

    @Test
    void isShownAsAPersonWouldTypeIt() {
        assertThat(Command.of("nginx", "-g", "daemon off;", "it's", ""))
                .hasToString("nginx -g 'daemon off;' 'it'\\''s' ''");
    }

    @Test
    void showsNeitherVariablesNorInput() {
        Command command = Command.of("psql")
                .env("PGUSER", "kong")
                .secret("PGPASSWORD", "sesame")
                .input("sesame");
        assertThat(command).hasToString("psql");
    }

    @Test
    void showsTheBeginningOfALongText() {
        assertThat(Command.of("sh", "-c", "x".repeat(1000))).hasToString("sh -c '" + "x".repeat(200) + "…'");
    }

    @Test
    void keepsEverythingElseWhenOneThingChanges() {
        Command command = Command.of("wrk", "-t2")
                .env(Map.of("A", "1"))
                .env("B", "2")
                .secret("C", "3")
                .in("/folder")
                .as("nobody")
                .input("in")
                .within(Duration.ofSeconds(3))
                .with("-c4")
                .by("taskset", "-c", "0");
        assertThat(command.arguments()).isEqualTo(List.of("taskset", "-c", "0", "wrk", "-t2", "-c4"));
        assertThat(command.environment()).isEqualTo(Map.of("A", "1", "B", "2"));
        assertThat(command.secrets()).isEqualTo(Map.of("C", "3"));
        assertThat(command.directory()).contains("/folder");
        assertThat(command.user()).contains("nobody");
        assertThat(command.input()).asString().isEqualTo("in");
        assertThat(command.within()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void refusesWhatCanNotBe() {
        assertThatThrownBy(() -> Command.of(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Command.of("true").within(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("within (PT0S) must be more than zero");
    }
}
