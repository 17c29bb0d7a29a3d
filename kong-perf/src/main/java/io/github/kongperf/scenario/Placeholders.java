package io.github.kongperf.scenario;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code ${…}} that requests may hold. */
final class Placeholders {

    private static final Pattern ANY = Pattern.compile("\\$\\{([^}]*)(}?)");
    private static final Pattern RANDOM = Pattern.compile("random\\.int\\(\\s*(-?\\d+)\\s*,\\s*(-?\\d+)\\s*\\)");
    private static final BigInteger LARGEST = BigInteger.valueOf(Integer.MAX_VALUE);

    private Placeholders() {}

    /** What is wrong with the first bad placeholder of {@code text}, and what to do. */
    static Optional<String> fault(String text) {
        Matcher any = ANY.matcher(text);
        while (any.find()) {
            Optional<String> fault = any.group(2).isEmpty()
                    ? Optional.of("'%s' is not closed; add '}'".formatted(any.group()))
                    : faultOf(any.group(), any.group(1));
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    /** {@code text} without its placeholders. */
    static String removed(String text) {
        return ANY.matcher(text).replaceAll("");
    }

    private static Optional<String> faultOf(String whole, String inside) {
        Matcher random = RANDOM.matcher(inside.strip());
        if (!random.matches()) {
            return Optional.of("'%s' is unknown; requests may hold only ${random.int(a,b)}, with whole numbers a and b"
                    .formatted(whole));
        }
        BigInteger from = new BigInteger(random.group(1));
        BigInteger to = new BigInteger(random.group(2));
        if (from.compareTo(to) > 0) {
            return Optional.of(
                    "'%s' has its larger number first; write ${random.int(%s,%s)}".formatted(whole, to, from));
        }
        return from.abs().max(to.abs()).compareTo(LARGEST) > 0
                ? Optional.of("'%s' has a number beyond %s; choose a smaller one".formatted(whole, LARGEST))
                : Optional.empty();
    }
}
