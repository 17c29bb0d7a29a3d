package io.github.kongperf.maven;

import io.github.kongperf.report.Page;
import io.github.kongperf.report.PageNames;
import javax.swing.text.SimpleAttributeSet;
import org.apache.maven.doxia.markup.Markup;
import org.apache.maven.doxia.sink.Sink;
import org.apache.maven.doxia.sink.SinkEventAttributes;

/** Puts a page into the Maven site, with the skin of the project around it. */
final class SitePage {

    private SitePage() {}

    static void write(Sink sink, Page page, PageNames names) {
        sink.head();
        sink.title();
        sink.text(page.title());
        sink.title_();
        // Only these events reach the head; raw text in it would be lost.
        sink.unknown(
                "link",
                new Object[] {Markup.TAG_TYPE_SIMPLE},
                new Attributes("rel", "stylesheet", "href", PageNames.link(page.path(), names.stylesheet())));
        Attributes script = new Attributes("src", PageNames.link(page.path(), names.script()), "defer", "defer");
        sink.unknown("script", new Object[] {Markup.TAG_TYPE_START}, script);
        sink.unknown("script", new Object[] {Markup.TAG_TYPE_END}, null);
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
