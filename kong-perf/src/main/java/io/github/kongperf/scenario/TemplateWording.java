package io.github.kongperf.scenario;

import freemarker.core.InvalidReferenceException;
import freemarker.core.ParseException;
import freemarker.template.TemplateException;
import freemarker.template.TemplateNotFoundException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Says in our words, and in one line, why FreeMarker could not render a template. */
final class TemplateWording {

    private static final Pattern UNCLOSED = Pattern.compile("unclosed (\\S+?)\\.");
    private static final Pattern DIRECTIVE = Pattern.compile("Unknown directive: (\\S+?)\\.");
    private static final Pattern BUILT_IN = Pattern.compile("Unknown built-in: \"(.+?)\"");
    private static final Pattern TOKEN = Pattern.compile("Encountered (\".*?\")");
    private static final List<String> DIRECTIVES =
            List.of("#if", "#else", "#elseif", "#list", "#items", "#sep", "#assign", "#include", "#macro", "#function");

    private TemplateWording() {}

    static Problem problem(Path shown, ParseException failure) {
        Position position =
                position(shown, failure.getTemplateName(), failure.getLineNumber(), failure.getColumnNumber());
        return new Problem(position, "", parsing(String.valueOf(failure.getEditorMessage())));
    }

    static Problem problem(Path shown, TemplateException failure, EntitiesModel model) {
        Position position =
                position(shown, failure.getTemplateSourceName(), failure.getLineNumber(), failure.getColumnNumber());
        @Nullable String blamed = failure.getBlamedExpressionString();
        String key = blamed == null ? "" : blamed;
        return new Problem(
                position,
                key,
                failure instanceof InvalidReferenceException ? unknown(key, model.names()) : evaluating(failure));
    }

    private static String unknown(String key, List<String> names) {
        String all = String.join(", ", names);
        return Spelling.nearest(key, names)
                .map(name -> "no such value; did you mean '%s'? There are: %s".formatted(name, all))
                .orElse("no such value; there are: " + all);
    }

    private static String parsing(String raw) {
        Matcher unclosed = UNCLOSED.matcher(raw);
        if (unclosed.find()) {
            String open = unclosed.group(1).replace("\"", "");
            String close = open.startsWith("#") ? "</" + open + ">" : "its counterpart";
            return "the template ends inside of '%s'; close it by %s".formatted(open, close);
        }
        Matcher directive = DIRECTIVE.matcher(raw);
        if (directive.find()) {
            return "'<%s>' is no directive of FreeMarker%s"
                    .formatted(directive.group(1), directiveMeant(directive.group(1)));
        }
        Matcher builtIn = BUILT_IN.matcher(raw);
        if (builtIn.find()) {
            return "'?%s' is no built-in of FreeMarker; look it up in FreeMarker's reference of built-ins"
                    .formatted(builtIn.group(1));
        }
        Matcher token = TOKEN.matcher(raw);
        return token.find()
                ? "FreeMarker can't read on at %s; correct what stands here or before it".formatted(token.group(1))
                : "FreeMarker can't read this (%s); correct what stands here".formatted(firstLine(raw));
    }

    private static String directiveMeant(String written) {
        return Spelling.nearest(written, DIRECTIVES)
                .map("; did you mean '<%s>'?"::formatted)
                .orElse("; look it up in FreeMarker's reference of directives");
    }

    private static String evaluating(TemplateException failure) {
        String raw = String.valueOf(failure.getMessageWithoutStackTop());
        if (raw.contains("evaluated to a sequence")) {
            return "is a list; take one of it ([0]) or go through it (<#list … as …>)";
        }
        if (raw.contains("Template inclusion failed")) {
            Throwable cause = failure.getCause();
            return "includes %s; put it into the folder of this template"
                    .formatted(
                            cause instanceof TemplateNotFoundException missing
                                    ? "'%s', which does not exist".formatted(missing.getTemplateName())
                                    : "a template that can't be read");
        }
        return "FreeMarker can't work this out (%s); correct what stands here".formatted(firstLine(raw));
    }

    private static String firstLine(String raw) {
        String line = raw.lines().findFirst().orElse("").strip();
        return line.endsWith(":") || line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }

    /** An included template stands in the folder of the one that includes it. */
    private static Position position(
            Path shown, @Nullable String template, @Nullable Integer line, @Nullable Integer column) {
        Path file = template == null ? shown : shown.resolveSibling(template);
        return new Position(file, line == null ? 1 : Math.max(1, line), column == null ? 1 : Math.max(1, column));
    }
}
