package io.github.kongperf.flamegraph;

import java.util.regex.Pattern;

/** Text of others, fit to be shown: names in profiles may hold anything. */
final class Markup {

    private static final int LONGEST = 300;

    /** Ends of lines, what changes the direction of the text around it, half of a pair of surrogates, and what XML can't hold. */
    private static final Pattern UNFIT = Pattern.compile(
            "[\\p{Cntrl}\\x{80}-\\x{9F}\\p{Zl}\\p{Zp}\\x{202A}-\\x{202E}\\x{2066}-\\x{2069}\\p{Cs}\\x{FFFE}\\x{FFFF}]");

    private Markup() {}

    /** On one line, not empty, at most {@value #LONGEST} characters; still to be escaped. */
    static String shown(String text) {
        String fit = UNFIT.matcher(text).replaceAll("\uFFFD");
        return fit.isBlank() ? "(no name)" : cut(fit, LONGEST);
    }

    /** Cut on the right to so many characters, with a mark that it is. */
    static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(longest - 2)) ? longest - 2 : longest - 1;
        return text.substring(0, end) + "…";
    }

    /** Of HTML or XML, between tags or in an attribute. */
    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** Literals of JavaScript in which backslashes and quotes are escaped already: without what ends or comments out a script. */
    static String inScript(String literals) {
        return literals.replace("<", "\\x3c").replace(">", "\\x3e");
    }
}
