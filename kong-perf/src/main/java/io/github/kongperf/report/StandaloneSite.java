package io.github.kongperf.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Writes the pages with a shell of their own, for where there is no Maven site. */
public final class StandaloneSite {

    /** What the shell needs. Public, for templates read it. */
    public record Shell(String title, String body, String stylesheet, String script, String home) {}

    private StandaloneSite() {}

    /**
     * Writes {@code report} into {@code folder}, which is created if need be; other files in it stay.
     *
     * @return the index page
     */
    public static Path write(Path folder, Report report) throws IOException {
        write(folder, report.pages(), report.assets(), report.names());
        return folder.resolve(report.names().index());
    }

    private static void write(Path folder, List<Page> pages, Map<String, byte[]> assets, PageNames names)
            throws IOException {
        Templates templates = new Templates();
        for (Page page : pages) {
            put(folder, page.path(), inShell(page, names, templates).getBytes(StandardCharsets.UTF_8));
        }
        for (Map.Entry<String, byte[]> asset : assets.entrySet()) {
            put(folder, asset.getKey(), asset.getValue());
        }
    }

    static String inShell(Page page, PageNames names, Templates templates) {
        Shell shell = new Shell(
                page.title(),
                page.bodyHtml(),
                PageNames.link(page.path(), names.stylesheet()),
                PageNames.link(page.path(), names.script()),
                PageNames.link(page.path(), names.index()));
        return templates.render("standalone.ftlh", shell);
    }

    private static void put(Path folder, String path, byte[] content) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }
}
