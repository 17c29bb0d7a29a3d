package io.github.kongperf.kong;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Versions as LuaRocks compares them: {@code 3.0-rc1} is {@code 3.0rc1}, and before {@code 3.0}. */
record RockVersion(List<Double> parts, Optional<Integer> revision) {

    private static final Pattern REVISION = Pattern.compile("(.*)-(\\d{1,9})");
    private static final Pattern PART = Pattern.compile("\\d{1,9}|[a-zA-Z]+");
    private static final Pattern CONSTRAINT = Pattern.compile("\\s*(==|~=|~>|>=|<=|>|<|=|)\\s*v?([\\w.-]+)\\s*");

    RockVersion {
        parts = List.copyOf(parts);
    }

    static RockVersion of(String text) {
        Matcher revision = REVISION.matcher(text);
        boolean has = revision.matches();
        List<Double> parts = new ArrayList<>();
        PART.matcher(has ? revision.group(1) : text).results().forEach(part -> parts.add(value(part.group())));
        return new RockVersion(parts, has ? Optional.of(Integer.valueOf(revision.group(2))) : Optional.empty());
    }

    /** Words stand for less than any number, in the order of a release's life. */
    private static double value(String part) {
        return Character.isDigit(part.charAt(0))
                ? Double.parseDouble(part)
                : switch (part) {
                    case "scm", "cvs", "dev" -> 1000;
                    case "rc" -> -1;
                    case "pre" -> -10;
                    case "beta" -> -100;
                    case "alpha" -> -1000;
                    default -> -10_000;
                };
    }

    /**
     * @param has an installed version, with its revision: {@code 1.14.0-1}
     * @param constraints of a rockspec: {@code == 1.14.0}, {@code >= 1.0, < 2.0}; none: any version will do
     */
    static boolean satisfies(String has, String constraints) {
        return constraints.isBlank()
                || Stream.of(constraints.split(",", -1))
                        .allMatch(one -> RockVersion.of(has).fits(one));
    }

    private boolean fits(String constraint) {
        Matcher found = CONSTRAINT.matcher(constraint);
        if (!found.matches()) {
            // Not for us to judge: LuaRocks has accepted it.
            return true;
        }
        RockVersion wanted = of(found.group(2));
        int compared = compare(wanted);
        return switch (found.group(1)) {
            case "~=" -> compared != 0;
            case "~>" ->
                parts.size() >= wanted.parts.size()
                        && parts.subList(0, wanted.parts.size()).equals(wanted.parts);
            case ">=" -> compared >= 0;
            case "<=" -> compared <= 0;
            case ">" -> compared > 0;
            case "<" -> compared < 0;
            default -> compared == 0;
        };
    }

    private int compare(RockVersion other) {
        for (int i = 0; i < Math.max(parts.size(), other.parts.size()); i++) {
            int compared = Double.compare(
                    i < parts.size() ? parts.get(i) : 0, i < other.parts.size() ? other.parts.get(i) : 0);
            if (compared != 0) {
                return compared;
            }
        }
        return revision.isPresent() && other.revision.isPresent()
                ? revision.get().compareTo(other.revision.get())
                : 0;
    }
}
