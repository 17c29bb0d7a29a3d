package io.github.kongperf.flamegraph;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.StringJoiner;

/**
 * A page as jfr-converter writes it, with what it does badly put right. The converter draws and searches; here are the title, the
 * words around the picture, its colours, names that are harmless, and a width that follows the window.
 *
 * <p>Each change names the text that it replaces, and fails if that is not there: another version of the converter is noticed by the
 * first test.
 */
final class Template {

    private static final String NAMES = "const cpool = [\n";
    private static final String END_OF_NAMES = "\n];\nunpack(cpool);\n";

    private static final String STYLE = """
            <style>
            h1 {margin: 0 0 6px; font: bold 18px/1.3 system-ui, sans-serif; text-align: left; overflow-wrap: anywhere}
            header {margin: 0 0 4px}
            #canvas {display: block; clear: both}
            #legend dl.hotkeys {border-top: 0; margin-bottom: 0}
            p#status, p#match {max-width: 100%; box-sizing: border-box; white-space: normal; overflow-wrap: anywhere}
            .kp {max-width: 64em; margin: 0 0 6px; font: 14px/1.4 system-ui, sans-serif; overflow-wrap: anywhere}
            .kp ul {display: flex; flex-wrap: wrap; gap: 2px 16px; margin: 4px 0; padding: 0; list-style: none}
            .kp i {display: inline-block; width: 14px; height: 14px; margin-right: 5px; vertical-align: -2px; border: 1px solid #888;
              box-sizing: border-box; -webkit-print-color-adjust: exact; print-color-adjust: exact}
            @media print {
              :root, :root.dark {--bg: #ffffff; --fg: #000000; --link: #000000}
              #canvas {width: 100% !important; height: auto !important}
              header button, p#status, #hl {display: none !important}
            }
            </style>
            """;

    private static final String META = """
            <meta charset='utf-8'>
            <meta http-equiv='Content-Security-Policy' content="default-src 'none'; script-src %s; style-src 'unsafe-inline'; img-src data:">
            <meta name='viewport' content='width=device-width, initial-scale=1'>
            <link rel='icon' href='data:,'>
            <title>%s</title>
            """;

    /** How many samples were taken in which state of a Java method: types of frames are used for other kinds here. */
    private static final String OF_JAVA =
            " + (int ? ', int=' + int : '') + (c1 ? ', c1=' + c1 : '') + (inln ? ', inln=' + inln : '')";

    private static final String NO_SCRIPT =
            "<noscript><div>This picture is drawn by a script in this page, and scripts are off.</div></noscript>";

    private String head;
    private final String names;
    private String tail;

    /** @param page as the converter dumped it, with an empty title */
    Template(String page) {
        int from = page.indexOf(NAMES) + NAMES.length();
        int to = page.indexOf(END_OF_NAMES, from);
        if (from < NAMES.length() || to < 0) {
            throw changed(NAMES);
        }
        head = page.substring(0, from);
        names = Markup.inScript(page.substring(from, to));
        tail = page.substring(to);
        followTheWindow();
        replace(OF_JAVA, "");
    }

    /** Puts a text of the page's code in the place of another one, which is in it once. */
    void replace(String old, String text) {
        int at = head.indexOf(old);
        if (at < 0 || head.indexOf(old, at + 1) >= 0) {
            throw changed(old);
        }
        head = head.substring(0, at) + text + head.substring(at + old.length());
    }

    private void followTheWindow() {
        replace("\tconst canvasWidth = canvas.offsetWidth;\n\tconst canvasHeight = canvas.offsetHeight;\n", """
                \tlet canvasWidth;
                \tconst canvasHeight = canvas.offsetHeight;
                \tfunction fit() {
                \tcanvas.style.width = '';
                \tcanvasWidth = canvas.offsetWidth;
                """);
        replace("\tc.font = document.body.style.font;\n", "\tc.font = document.body.style.font;\n\t}\n\tfit();\n");
        int end = tail.lastIndexOf("</script>");
        tail = tail.substring(0, end) + """

                addEventListener('resize', () => {
                \tif (document.body.clientWidth - 20 !== canvasWidth) { canvas.onmouseout(); fit(); render(root); }
                });
                matchMedia('(prefers-color-scheme: dark)').addEventListener('change', e => {
                \tdocument.documentElement.classList.toggle('dark', e.matches);
                \trender(root);
                });
                """ + tail.substring(end);
    }

    /**
     * The page, done.
     *
     * @param title not escaped
     * @param words markup, below the title
     */
    String page(String title, String words) {
        String shown = Markup.escaped(Markup.shown(title));
        int legend = head.indexOf("<dl class='frames'>");
        replace(head.substring(legend, head.indexOf("<dl class='hotkeys'>")), "");
        replace("</style>\n", "</style>\n" + STYLE);
        replace("<h1></h1>\n", "<h1>" + shown + "</h1>\n<div class='kp'>" + words + NO_SCRIPT + "</div>\n");
        replace("<meta charset='utf-8'>\n", META.formatted(hashes(head + names + tail), shown));
        return head + names + tail;
    }

    /** So the browser runs the scripts of this page, and nothing that a name may have brought in. */
    private static String hashes(String page) {
        StringJoiner hashes = new StringJoiner(" ");
        int end = 0;
        for (int at = page.indexOf("<script>"); at >= 0; at = page.indexOf("<script>", end)) {
            end = page.indexOf("</script>", at);
            hashes.add("'sha256-" + sha256(page.substring(at + "<script>".length(), end)) + "'");
        }
        return hashes.toString();
    }

    private static String sha256(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static IllegalStateException changed(String text) {
        return new IllegalStateException("the template of jfr-converter is another one, for it lacks: " + text);
    }
}
