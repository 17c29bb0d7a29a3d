package io.github.kongperf.driver.embedded;

import io.github.kongperf.scenario.Burn;
import io.github.kongperf.scenario.Durations;
import io.github.kongperf.scenario.Kong;
import java.time.Duration;
import java.util.Map;

/**
 * What the embedded gateway can be set to, under the names of Kong's configuration.
 *
 * @param burn CPU time that it spends on each request on purpose; {@code kong_perf_burn}, 0 by default, and what the plugin
 *     {@code kong-perf-burn} would spend in Kong
 * @param threads of I/O; {@code nginx_worker_processes}, 1 by default
 */
record EmbeddedSettings(Duration burn, int threads) {

    private static final String THREADS = "nginx_worker_processes";
    private static final int MOST_THREADS = 64;

    /** @throws IllegalArgumentException for a setting, or a plugin that is switched on everywhere, that can't be obeyed */
    static EmbeddedSettings of(Kong kong) {
        for (String name : kong.everywhere().keySet()) {
            if (!name.equals(Burn.PLUGIN)) {
                throw new IllegalArgumentException(
                        "the plugin '%s' needs Kong; this gateway knows only %s".formatted(name, Burn.PLUGIN));
            }
        }
        EmbeddedSettings settings = of(kong.config());
        return new EmbeddedSettings(settings.burn().plus(Burn.of(kong).perRequest()), settings.threads());
    }

    /** @throws IllegalArgumentException for a value that can't be obeyed; see {@link #fault} */
    static EmbeddedSettings of(Map<String, String> config) {
        return new EmbeddedSettings(
                Durations.parse(config.getOrDefault(CpuBurn.SETTING, "0s")),
                threads(config.getOrDefault(THREADS, "1")));
    }

    /** What is wrong with one setting; empty if nothing is. */
    static String fault(String name, String value) {
        if (!name.equals(CpuBurn.SETTING) && !name.equals(THREADS)) {
            return "the embedded gateway is not Kong and does not know this setting, only %s and %s; use a driver that runs Kong (docker, local)"
                    .formatted(CpuBurn.SETTING, THREADS);
        }
        try {
            EmbeddedSettings unused = of(Map.of(name, value));
            return "";
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static int threads(String text) {
        try {
            int threads = Integer.parseInt(text);
            if (threads >= 1 && threads <= MOST_THREADS) {
                return threads;
            }
        } catch (NumberFormatException e) {
            // Falls through to the same sentence as a number out of range.
        }
        throw new IllegalArgumentException(
                "'%s' is no number of threads; write a whole number from 1 to %d".formatted(text, MOST_THREADS));
    }
}
