package io.github.kongperf.driver.nodes;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which version of the declarative format a Kong reads. */
final class FormatVersion {

    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+).*");

    private FormatVersion() {}

    /**
     * The newest that it reads: {@code 3.0} since Kong 3.0, {@code 2.1} since 2.1, before that {@code 1.1}.
     *
     * @param kong such as {@code 2.8.3}
     */
    static String of(String kong) {
        Matcher version = VERSION.matcher(kong);
        if (!version.matches()) {
            throw new IllegalArgumentException("'%s' is no version of Kong".formatted(kong));
        }
        int major = Integer.parseInt(version.group(1));
        int minor = Integer.parseInt(version.group(2));
        if (major >= 3) {
            return "3.0";
        }
        return major == 2 && minor >= 1 ? "2.1" : "1.1";
    }
}
