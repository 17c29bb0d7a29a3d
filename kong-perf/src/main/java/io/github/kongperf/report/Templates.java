package io.github.kongperf.report;

import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;

/** The templates and other files of the module {@code report-templates}. */
final class Templates {

    private final Configuration configuration = new Configuration(Configuration.VERSION_2_3_34);

    Templates() {
        configuration.setClassForTemplateLoading(Templates.class, "");
        configuration.setDefaultEncoding("UTF-8");
        configuration.setLocale(Locale.ROOT);
        configuration.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        configuration.setLogTemplateExceptions(false);
    }

    /** @throws IllegalStateException if the template uses a name that {@code view} does not have */
    String render(String template, Object view) {
        StringWriter out = new StringWriter();
        try {
            configuration.getTemplate(template).process(view, out);
        } catch (TemplateException e) {
            throw new IllegalStateException("template %s does not fit its data".formatted(template), e);
        } catch (IOException e) {
            throw new UncheckedIOException("template " + template, e);
        }
        // The site plugin replaces this name in whatever it is given, even where it is a user's text.
        return out.toString().replace("$relativePath", "&#36;relativePath");
    }

    static byte[] file(String name) {
        try (InputStream in = Templates.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing: is report-templates on the class path?");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
