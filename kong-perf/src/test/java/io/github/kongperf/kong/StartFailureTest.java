package io.github.kongperf.kong;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Kong says is quoted as 2.8 and 3.x print it. */
class StartFailureTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Error: /usr/local/share/lua/5.1/kong/cmd/start.lua:64: Database needs bootstrapping or is older than Kong 1.0. | 'kong migrations bootstrap' must run first",
                "Error: New migrations available; run 'kong migrations up' to proceed | made by an older Kong",
                "error: my-plugin plugin is enabled but not installed; | kong.plugins",
                "Error: [PostgreSQL error] failed to retrieve PostgreSQL server_version_num: don't know how to authenticate, auth type: 10 unknown auth type | SCRAM",
                "Error: could not find OpenResty 'nginx' executable. Kong requires version >=1.25.3.2 | another kongHome",
                "lua: bin/kong:5: module 'pl.app' not found: | a Lua module is missing",
                "nginx: error while loading shared libraries: libpcre.so.3: cannot open shared object file: No such file or directory | has this library",
                "Error: log_level has an invalid value: 'foo' (debug, info, notice, warn, error, crit, alert, emerg) | kong.config",
                "nginx: [emerg] unknown directive \"foo\" in /p/nginx.conf:3 | kong.config",
                "/usr/bin/env: 'perl': No such file or directory | install the package perl"
            })
    void knowsWhatHelps(String said, String help) {
        assertThat(StartFailure.of("Kong 2.8.3 (2.8.3) did not start", said, List.of()))
                .isExactlyInstanceOf(KongFailed.class)
                .hasMessageStartingWith("Kong 2.8.3 (2.8.3) did not start: " + said)
                .hasMessageContaining(help);
    }

    @Test
    void tellsAPortThatIsTakenFromTheRest() {
        assertThat(StartFailure.of(
                        "x",
                        "Error: failed to start nginx (exit code: 1): nginx: [emerg] bind() to 127.0.0.1:8000 failed (98: Address already in use)",
                        List.of()))
                .isInstanceOf(KongFailed.PortTaken.class);
    }

    @Test
    void leavesOutWhatSaysNothingAndAddsWhatIsGraveInTheLog() {
        KongFailed failure = StartFailure.of(
                "x",
                "Error: \n\n  nginx stopped\n\n  Run with --v (verbose) or --vv (debug) for more details\n",
                List.of(
                        "2026/11/26 00:00:00 [notice] 1#0: start worker process 2",
                        "2026/11/26 00:00:00 [error] 1#0: init_by_lua error: x.lua:1: boom"));
        assertThat(failure)
                .hasMessage(
                        "x: nginx stopped; its error log: 2026/11/26 00:00:00 [error] 1#0: init_by_lua error: x.lua:1: boom");
        assertThat(StartFailure.of("x", " \n", List.of())).hasMessage("x, and said nothing");
    }
}
