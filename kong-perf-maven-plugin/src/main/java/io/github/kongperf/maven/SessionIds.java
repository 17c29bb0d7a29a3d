package io.github.kongperf.maven;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Names of sessions, which sort by time: {@code 20261125-213700-1a2b3c4d}. */
final class SessionIds {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    private SessionIds() {}

    static String next(Instant now, long seed) {
        return "%s-%08x".formatted(TIME.format(now), (int) (seed ^ seed >>> 32));
    }
}
