package io.github.kongperf.report;

/**
 * A page of the report, without a shell around it.
 *
 * @param path relative to the folder of the report, with {@code /}
 * @param title plain text, not escaped
 * @param bodyHtml a fragment that begins with a section and its h1; to be put into {@code <main>}
 */
public record Page(String path, String title, String bodyHtml) {}
