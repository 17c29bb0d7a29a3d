package io.github.kongperf.database;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Splits a file of SQL into its statements, by PostgreSQL's rules for quotes and comments. */
final class SqlScript {

    private static final Pattern DOLLAR =
            Pattern.compile("\\$(?:[A-Za-z_\\x80-\\uffff][A-Za-z0-9_\\x80-\\uffff]*+)?\\$");
    private static final Pattern WORD = Pattern.compile("[A-Za-z_\\x80-\\uffff][A-Za-z0-9_$\\x80-\\uffff]*+");

    /** How many words tell what a statement is: {@code create or replace function}. */
    private static final int FIRST = 4;

    private final String text;
    private final List<Statement> statements = new ArrayList<>();
    private final List<String> firstWords = new ArrayList<>();
    private int start = -1;
    private int blocks;
    private int knownLine = 1;
    private int knownLineAt;

    /**
     * A statement.
     *
     * @param line of the file in which it begins, from 1
     */
    record Statement(int line, String text) {

        /** The line of the file that holds the {@code position}th of its characters, from 1. */
        int lineOf(int position) {
            int end = text.offsetByCodePoints(0, Math.min(position - 1, text.codePointCount(0, text.length())));
            return line + newlines(text, 0, end);
        }
    }

    /** A place at which a file is no SQL. */
    static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int line;

        Malformed(int line, String message) {
            super(message);
            this.line = line;
        }

        int line() {
            return line;
        }
    }

    private SqlScript(String text) {
        this.text = text;
    }

    /** @throws Malformed if a quote or comment has no end, or it needs psql */
    static List<Statement> split(String text) {
        SqlScript script = new SqlScript(text);
        script.split();
        return script.statements;
    }

    private void split() {
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
            } else if (text.startsWith("--", at)) {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (text.startsWith("/*", at)) {
                at = endOfComment(at);
            } else if (c == ';' && blocks == 0) {
                finish(at);
                at++;
            } else {
                start = start < 0 ? at : start;
                at = endOfToken(at, c);
            }
        }
        finish(text.length());
    }

    private int endOfToken(int at, char c) {
        if (c == '\'' || c == '"') {
            return endOfQuote(at, c, false);
        }
        if ((c == 'e' || c == 'E') && text.startsWith("'", at + 1)) {
            return endOfQuote(at + 1, '\'', true);
        }
        if (c == '\\') {
            throw new Malformed(lineAt(at), "a command of psql's own; only 'dump' has psql read a file");
        }
        Matcher dollar = DOLLAR.matcher(text).region(at, text.length());
        if (dollar.lookingAt()) {
            int end = text.indexOf(dollar.group(), dollar.end());
            if (end < 0) {
                throw new Malformed(lineAt(at), "this quote has no end");
            }
            return end + dollar.group().length();
        }
        Matcher word = WORD.matcher(text).region(at, text.length());
        if (word.lookingAt()) {
            word(word.group().toLowerCase(Locale.ROOT));
            return word.end();
        }
        return at + 1;
    }

    /** A quote within a quote is doubled: two quotes that touch, which makes no difference here. */
    private int endOfQuote(int from, char quote, boolean backslashes) {
        for (int i = from + 1; i < text.length(); i++) {
            if (backslashes && text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == quote) {
                if (!backslashes || !text.startsWith("'", i + 1)) {
                    return i + 1;
                }
                i++;
            }
        }
        throw new Malformed(lineAt(from), "this quote has no end");
    }

    /** Comments nest. */
    private int endOfComment(int from) {
        int depth = 0;
        for (int i = from; i < text.length() - 1; i++) {
            if (text.startsWith("/*", i)) {
                depth++;
                i++;
            } else if (text.startsWith("*/", i)) {
                depth--;
                i++;
                if (depth == 0) {
                    return i + 1;
                }
            }
        }
        throw new Malformed(lineAt(from), "this comment has no end");
    }

    private void word(String word) {
        if (firstWords.size() < FIRST) {
            firstWords.add(word);
        }
        String verb = firstWords.get(0);
        boolean routine =
                verb.equals("create") && (firstWords.contains("function") || firstWords.contains("procedure"));
        // As psql has it: the body of a routine, between BEGIN and END, holds semicolons.
        if (routine && (word.equals("begin") || (blocks > 0 && word.equals("case")))) {
            blocks++;
        } else if (blocks > 0 && word.equals("end")) {
            blocks--;
        } else if (verb.equals("copy") && word.equals("stdin")) {
            throw new Malformed(lineAt(start), "COPY … FROM stdin needs psql; only 'dump' has psql read a file");
        }
    }

    private void finish(int end) {
        if (start >= 0) {
            statements.add(new Statement(lineAt(start), text.substring(start, end)));
        }
        start = -1;
        blocks = 0;
        firstWords.clear();
    }

    /** Positions only grow, but for the one of an error. */
    private int lineAt(int position) {
        if (position < knownLineAt) {
            return 1 + newlines(text, 0, position);
        }
        knownLine += newlines(text, knownLineAt, position);
        knownLineAt = position;
        return knownLine;
    }

    private static int newlines(String text, int from, int to) {
        int count = 0;
        for (int i = text.indexOf('\n', from); i >= 0 && i < to; i = text.indexOf('\n', i + 1)) {
            count++;
        }
        return count;
    }
}
