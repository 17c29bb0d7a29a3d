package io.github.kongperf.flamegraph;

import java.util.regex.Pattern;

/** Text of others, fit to be shown: names in profiles may hold anything. */
final class Markup {

    private static final int LONGEST = 300;

    /** What XML can't hold, and half of a pair of surrogates. */
    private static final Pattern UNFIT = Pattern.compile("[\\p{Cntrl}\\p{Cs}\\x{FFFE}\\x{FFFF}]");

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

    /** Literals of JavaScript in which backslashes and quotes are escaped already: without what ends a script or a line. */
    static String inScript(String literals) {
        return literals.replace("<", "\\x3c")
                .replace(">", "\\x3e")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }
}
