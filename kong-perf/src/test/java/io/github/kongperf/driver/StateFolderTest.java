package io.github.kongperf.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kongperf.driver.StartedSession.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StateFolderTest {

    @TempDir
    private Path folder;

    @Test
    void findsASessionAgainByItsModule() {
        StateFolder state = new StateFolder(folder.resolve("state"));
        StartedSession entered = state.enter("one", Path.of("/module"), "embedded", 7, Phase.STARTED, 12);
        state.enter("two", Path.of("/other"), "embedded", 8, Phase.STARTED, 0);
        assertThat(new StateFolder(folder.resolve("state")).of(Path.of("/module")))
                .containsExactly(entered);
        assertThat(entered.alive()).isTrue();
    }

    @Test
    void forgetsASessionThatIsOver() throws IOException {
        StateFolder state = new StateFolder(folder);
        StartedSession entered = state.enter("one", Path.of("/module"), "embedded", 7, Phase.RUNNING, 12);
        state.leave(entered);
        state.leave(entered);
        assertThat(state.all()).isEmpty();
        try (var left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void keepsOneEntryWhenASessionChangesItsPhase() {
        StateFolder state = new StateFolder(folder);
        StartedSession started = state.enter("one", Path.of("/module"), "embedded", 7, Phase.STARTED, 0);
        state.enter(started.in(Phase.RUNNING, 24));
        assertThat(state.all()).singleElement().satisfies(session -> {
            assertThat(session.phase()).isEqualTo(Phase.RUNNING);
            assertThat(session.trials()).isEqualTo(24);
            assertThat(session.started()).isEqualTo(started.started());
        });
    }

    @Test
    void knowsThatAPidWasReused() {
        StartedSession self = StartedSession.entered("one", "/module", "embedded", 7, Phase.RUNNING, Instant.EPOCH, 0);
        ProcessIdentity own = self.process();
        assertThat(self.alive()).isTrue();
        assertThat(self.others()).isFalse();
        assertThat(new ProcessIdentity(own.pid(), own.started() - 1000, own.boot(), own.namespace(), own.host())
                        .alive())
                .isFalse();
    }

    @Test
    void takesWhatItCannotSeeForAlive() {
        ProcessIdentity own = ProcessIdentity.own();
        // A container of this machine, and another machine, with which the folder is shared.
        assertThat(new ProcessIdentity(own.pid(), 1, own.boot(), "pid:[1]", "c0ffee").alive())
                .isTrue();
        assertThat(new ProcessIdentity(own.pid(), 1, "another", own.namespace(), "elsewhere").alive())
                .isTrue();
        // This machine, before it was started anew.
        assertThat(new ProcessIdentity(own.pid(), own.started(), "another", own.namespace(), own.host()).alive())
                .isFalse();
    }

    @Test
    void waitsForOtherUsersUnlessItsPlaceIsChosen() {
        Path home = Path.of("/home/me");
        assertThat(StateFolder.ofUser(Map.of(), home).lock()).isEqualTo(Path.of("/tmp/kong-perf-measuring.lock"));
        assertThat(StateFolder.ofUser(Map.of(), home).root()).isEqualTo(Path.of("/home/me/.local/state/kong-perf"));
        assertThat(new StateFolder(folder).lock()).isEqualTo(folder.resolve("measuring.lock"));
    }

    @Test
    void leavesWhatItCannotReadWhereItIs() throws IOException {
        Path file = folder.resolve("odd").resolve("session.json");
        Files.createDirectories(folder.resolve("odd"));
        Files.writeString(file, "{\"id\": \"half");
        assertThat(new StateFolder(folder).all()).isEmpty();
        assertThat(file).exists();
    }

    @Test
    void liesWhereTheSystemKeepsState() {
        Path home = Path.of("/home/me");
        assertThat(StateFolder.defaultRoot(Map.of("XDG_STATE_HOME", "/state"), home))
                .isEqualTo(Path.of("/state/kong-perf"));
        assertThat(StateFolder.defaultRoot(Map.of(), home)).isEqualTo(Path.of("/home/me/.local/state/kong-perf"));
    }
}
