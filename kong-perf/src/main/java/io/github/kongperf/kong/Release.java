package io.github.kongperf.kong;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The number of a release of Kong, without a suffix: {@code 3.9.1}. */
record Release(int major, int minor, int patch) implements Comparable<Release> {

    private static final Pattern NUMBER = Pattern.compile("v?(\\d{1,6})\\.(\\d{1,6})\\.(\\d{1,6})");
    private static final Pattern SUFFIX = Pattern.compile("[-.]?[a-z].*");
    private static final Comparator<Release> ORDER = Comparator.comparingInt(Release::major)
            .thenComparingInt(Release::minor)
            .thenComparingInt(Release::patch);

    /** Empty for what is no release, such as {@code 3.9.0-rc.1}. */
    static Optional<Release> of(String text) {
        Matcher matcher = NUMBER.matcher(text);
        return matcher.matches()
                ? Optional.of(new Release(
                        Integer.parseInt(matcher.group(1)),
                        Integer.parseInt(matcher.group(2)),
                        Integer.parseInt(matcher.group(3))))
                : Optional.empty();
    }

    /** The release that a version is, or is on the way to: 3.9.0 for 3.9.0-rc.1. */
    static Optional<Release> towards(String version) {
        return of(SUFFIX.matcher(version).replaceFirst(""));
    }

    @Override
    public int compareTo(Release other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return "%d.%d.%d".formatted(major, minor, patch);
    }
}
