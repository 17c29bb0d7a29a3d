package io.github.kongperf.upstream;

import java.util.OptionalInt;

/**
 * Why nginx refuses a snippet.
 *
 * @param line of the snippet, from 1; empty if nginx names none
 * @param message in nginx' words
 */
public record SnippetFault(OptionalInt line, String message) {}
