package io.github.kongperf.report;

import io.github.kongperf.result.Conditions;
import io.github.kongperf.result.Profile;
import io.github.kongperf.result.StackSamples;
import io.github.kongperf.result.TrialId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Profiles of {@link Fixture#profiled()} as they could have been: names are what an attacker would write, and much has failed. */
final class FixtureProfiles {

    static final String HOSTILE = "</script><b>\"x\" & 'y' ${7*7} kong/evil.lua";
    static final String GUILTY = "waste kong/plugins/planted/handler.lua";
    static final String FAILED = "worker process 17 ended <early> while it was profiled";
    static final String NO_STAPXX = "stapxx is not there: name the folder of a clone";

    private static final Instant START = Instant.parse("2026-11-25T09:30:00Z");
    private static final String BASE = "3.8.0";
    private static final String OTHER = "git:main";
    private static final int BLOCKS = 6;

    private FixtureProfiles() {}

    static ReportInput input() {
        return new ReportInput(
                "quickstart", Fixture.profiled(), LogSource.none(), List.of(), new SessionProfiles(all(), 0.01));
    }

    private static List<Profile> all() {
        List<Profile> all = new ArrayList<>();
        for (int block = 1; block <= BLOCKS; block++) {
            all.add(profile("lua", block, BASE, lua(block, 0)));
            all.add(profile("lua", block, OTHER, block == 3 ? new Profile.Failed(FAILED) : lua(block, 200)));
            all.add(profile("perf", block, BASE, perf(block)));
            all.add(profile("perf", block, OTHER, perf(block + 1)));
        }
        all.add(profile("stapxx", 1, BASE, new Profile.Failed(NO_STAPXX)));
        all.add(profile("stapxx", 1, OTHER, new Profile.Failed(NO_STAPXX)));
        return all;
    }

    private static Profile profile(String profiler, int block, String subject, Profile.Outcome outcome) {
        return new Profile(
                new TrialId("flame", "single_route", block, subject),
                profiler,
                START.plusSeconds(block * 10L),
                new Conditions(subject.equals(OTHER) ? Map.of("kong.base", BASE) : Map.of()),
                outcome);
    }

    /** All stacks reach their outermost function, and a request costs about what it does when it is measured. */
    private static Profile.Outcome lua(int block, long wasted) {
        Map<String, Long> stacks = new HashMap<>(Map.of(
                "access_by_lua nginx.conf;access kong/init.lua;" + HOSTILE + ";[compiled]",
                300L + block % 3,
                "access_by_lua nginx.conf;access kong/init.lua;exec kong/router.lua;[interpreted]",
                200L + block % 2,
                "access_by_lua nginx.conf;access kong/init.lua;[C]",
                300L - block % 2,
                "log_by_lua nginx.conf;log kong/init.lua;[GC]",
                100L));
        if (wasted > 0) {
            stacks.put("access_by_lua nginx.conf;access kong/init.lua;" + GUILTY + ";[compiled]", wasted + block);
        }
        long samples = stacks.values().stream().mapToLong(Long::longValue).sum();
        return sampled("lua", stacks, samples, 0, 38e6 * samples / 900, traces(wasted));
    }

    private static Optional<StackSamples.Traces> traces(long wasted) {
        return Optional.of(new StackSamples.Traces(
                120, wasted > 0 ? Map.of("NYI: <bytecode> FNEW at kong/router.lua:12", 40L) : Map.of(), 1));
    }

    /** Few stacks are rooted, many functions have no names, and requests cost twice as much as when they are measured. */
    private static Profile.Outcome perf(int block) {
        return sampled(
                "perf",
                Map.of(
                        "main;ngx_process_events;[libssl.so.3]",
                        400L + block,
                        "TRACE kong/router.lua:12_[j]",
                        500L - block,
                        "main;ngx_process_events;epoll_wait_[k]",
                        50L,
                        HOSTILE,
                        50L),
                450 + block,
                400 + block,
                80e6,
                Optional.empty());
    }

    /** @param nanosFor1000 CPU time of a thousand requests */
    private static Profile.Outcome sampled(
            String profiler,
            Map<String, Long> stacks,
            long rooted,
            long nameless,
            double nanosFor1000,
            Optional<StackSamples.Traces> traces) {
        return new Profile.Sampled(
                new StackSamples(profiler, 99, Duration.ofSeconds(10), 2, stacks, rooted, nameless, traces),
                250_000,
                Optional.of(Duration.ofNanos(Math.round(nanosFor1000 * 250))));
    }
}
