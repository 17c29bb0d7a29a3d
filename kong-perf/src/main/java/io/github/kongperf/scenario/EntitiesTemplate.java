package io.github.kongperf.scenario;

import freemarker.core.ParseException;
import freemarker.core.TemplateClassResolver;
import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TimeZone;
import tools.jackson.databind.JsonNode;

/**
 * A file in Kong's declarative format. One whose name ends in {@code .ftl} is rendered by FreeMarker, which may include
 * files of its folder; any other is taken as it is.
 */
public final class EntitiesTemplate {

    private final Path file;
    private final Path shown;

    public EntitiesTemplate(Path file) {
        this(file, file);
    }

    /** @param shown what users are shown as the file's name */
    EntitiesTemplate(Path file, Path shown) {
        this.file = file;
        this.shown = shown;
    }

    /** @throws InvalidEntities if it can't be rendered, or the text is no mapping in YAML */
    public Entities render(EntitiesModel model) {
        String text = text(model);
        YamlDocument document = YamlDocument.parse(shown, text);
        if (!document.problems().isEmpty()) {
            throw new InvalidEntities(document.problems().stream()
                    .map(problem -> isTemplate() ? inTemplate(problem, text) : problem)
                    .toList());
        }
        if (!document.root().isObject()) {
            throw invalid(
                    1, 1, "", "must be a mapping (_format_version: …, services: …), as Kong's declarative format is");
        }
        refuseNumberAsFormat(document, text);
        return new Entities(text, document.root());
    }

    /** What keeps it from being rendered; empty if nothing does. */
    List<Problem> check(EntitiesModel model) {
        try {
            render(model);
            return List.of();
        } catch (InvalidEntities invalid) {
            return invalid.problems();
        }
    }

    private boolean isTemplate() {
        return file.toString().endsWith(".ftl");
    }

    private String text(EntitiesModel model) {
        try {
            return isTemplate() ? rendered(model) : Files.readString(file);
        } catch (ParseException unreadable) {
            throw new InvalidEntities(List.of(TemplateWording.problem(shown, unreadable)));
        } catch (TemplateException failure) {
            throw new InvalidEntities(List.of(TemplateWording.problem(shown, failure, model)));
        } catch (IOException failure) {
            throw invalid(1, 1, "", "can't be read as UTF-8 text (%s); make it readable".formatted(failure));
        }
    }

    private String rendered(EntitiesModel model) throws IOException, TemplateException {
        StringWriter out = new StringWriter();
        configuration().getTemplate(name(file)).process(model.values(), out);
        return out.toString();
    }

    private Configuration configuration() throws IOException {
        Configuration configuration = new Configuration(Configuration.VERSION_2_3_34);
        configuration.setDirectoryForTemplateLoading(
                Objects.requireNonNull(file.toAbsolutePath().getParent()).toFile());
        configuration.setDefaultEncoding(StandardCharsets.UTF_8.name());
        configuration.setLocalizedLookup(false);
        configuration.setLocale(Locale.ROOT);
        configuration.setTimeZone(TimeZone.getTimeZone("UTC"));
        configuration.setNumberFormat("computer"); // 5000, never 5,000
        configuration.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        configuration.setLogTemplateExceptions(false);
        configuration.setNewBuiltinClassResolver(TemplateClassResolver.ALLOWS_NOTHING_RESOLVER);
        return configuration;
    }

    /** A place in the rendered text is no place that a user can open: show the text there instead. */
    private Problem inTemplate(Problem problem, String text) {
        int line = problem.position().line();
        String there = text.lines().skip(line - 1L).findFirst().orElse("").strip();
        return new Problem(
                new Position(shown, 1, 1),
                problem.key(),
                "rendered, its line %d ('%s'): %s".formatted(line, there, problem.message()));
    }

    private void refuseNumberAsFormat(YamlDocument document, String text) {
        JsonNode format = document.root().path("_format_version");
        if (format.isNumber()) {
            String message = "must be text, but is a number; put it in quotes, \"%s\""
                    .formatted(document.text("/_format_version"));
            Problem problem = document.problem("/_format_version", message);
            throw new InvalidEntities(List.of(isTemplate() ? inTemplate(problem, text) : problem));
        }
    }

    private InvalidEntities invalid(int line, int column, String key, String message) {
        return new InvalidEntities(List.of(new Problem(new Position(shown, line, column), key, message)));
    }

    private static String name(Path path) {
        return Objects.requireNonNull(path.getFileName()).toString();
    }
}
