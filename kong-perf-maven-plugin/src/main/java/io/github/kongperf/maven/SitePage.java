package io.github.kongperf.maven;

import io.github.kongperf.report.Page;
import io.github.kongperf.report.PageNames;
import javax.swing.text.SimpleAttributeSet;
import org.apache.maven.doxia.sink.Sink;
import org.apache.maven.doxia.sink.SinkEventAttributes;

/** Puts a page into the Maven site, with the skin of the project around it. */
final class SitePage {

    // Doxia's own names for them are in a library of 1 MB.
    private static final Integer SIMPLE_TAG = 1;
    private static final Integer START_TAG = 2;
    private static final Integer END_TAG = 3;

    private SitePage() {}

    static void write(Sink sink, Page page, PageNames names) {
        sink.head();
        sink.title();
        sink.text(page.title());
        sink.title_();
        // Only these events reach the head; raw text in it would be lost.
        sink.unknown(
                "link",
                new Object[] {SIMPLE_TAG},
                new Attributes("rel", "stylesheet", "href", PageNames.link(page.path(), names.stylesheet())));
        Attributes script = new Attributes("src", PageNames.link(page.path(), names.script()), "defer", "defer");
        sink.unknown("script", new Object[] {START_TAG}, script);
        sink.unknown("script", new Object[] {END_TAG}, null);
        sink.head_();
        sink.body();
        sink.rawText(page.bodyHtml());
        sink.body_();
        sink.flush();
        sink.close();
    }

    private static final class Attributes extends SimpleAttributeSet implements SinkEventAttributes {
        private static final long serialVersionUID = 1L;

        Attributes(String... namesAndValues) {
            for (int i = 0; i < namesAndValues.length; i += 2) {
                addAttribute(namesAndValues[i], namesAndValues[i + 1]);
            }
        }
    }
}
