package io.github.kongperf.plan;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Chooses cases by their tags: {@code simple & !hybrid}, {@code a | (b & c)}. A comma is an "or", as in a list. The words may
 * be written as in Kong's own suite, with a {@code #} in front.
 */
public final class TagExpression {

    private static final Pattern TOKEN = Pattern.compile("\\s*([&|,!()]|[^&|,!()\\s]+)\\s*");

    private final String text;
    private final Matcher tokens;
    private String token = "";
    private final Term root;

    private interface Term {
        boolean accepts(Set<String> tags);
    }

    private TagExpression(String text) {
        this.text = text;
        this.tokens = TOKEN.matcher(text);
        advance();
        root = token.isEmpty() ? tags -> true : any();
        if (!token.isEmpty()) {
            throw fault("'%s' is one too many".formatted(token));
        }
    }

    /**
     * An empty text chooses everything.
     *
     * @throws IllegalArgumentException saying what is wrong in {@code text}
     */
    public static TagExpression parse(String text) {
        return new TagExpression(text);
    }

    public boolean accepts(Set<String> tags) {
        return root.accepts(tags);
    }

    private Term any() {
        Term left = all();
        while (token.equals("|") || token.equals(",")) {
            advance();
            Term first = left;
            Term second = all();
            left = tags -> first.accepts(tags) || second.accepts(tags);
        }
        return left;
    }

    private Term all() {
        Term left = one();
        while (token.equals("&")) {
            advance();
            Term first = left;
            Term second = one();
            left = tags -> first.accepts(tags) && second.accepts(tags);
        }
        return left;
    }

    private Term one() {
        String word = token;
        advance();
        switch (word) {
            case "!" -> {
                Term negated = one();
                return tags -> !negated.accepts(tags);
            }
            case "(" -> {
                Term inner = any();
                if (!token.equals(")")) {
                    throw fault("a ')' is missing");
                }
                advance();
                return inner;
            }
            case "", "&", "|", ",", ")" ->
                throw fault(
                        word.isEmpty()
                                ? "a tag is missing at the end"
                                : "a tag is missing before '%s'".formatted(word));
            default -> {
                String tag = word.startsWith("#") ? word.substring(1) : word;
                return tags -> tags.contains(tag);
            }
        }
    }

    private void advance() {
        token = tokens.find() ? tokens.group(1) : "";
    }

    private IllegalArgumentException fault(String what) {
        return new IllegalArgumentException(
                "tags '%s': %s; write tags with & (and), | or comma (or), ! (not) and parentheses"
                        .formatted(text, what));
    }
}
