package io.github.kongperf.maven;

import io.github.kongperf.report.Page;
import io.github.kongperf.report.Report;
import io.github.kongperf.report.ReportInput;
import io.github.kongperf.report.StandaloneSite;
import io.github.kongperf.result.ResultFolder;
import io.github.kongperf.result.Session;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.maven.doxia.sink.Sink;
import org.apache.maven.doxia.sink.SinkFactory;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.reporting.MavenMultiPageReport;
import org.apache.maven.reporting.MavenReportException;
import org.jspecify.annotations.Nullable;

/** Pages of the newest session: in the Maven site, or alone. */
@Mojo(name = "report", requiresProject = false, threadSafe = true)
@SuppressWarnings("deprecation") // the site plugin asks for exactly this interface before it hands out a sink factory
public final class ReportMojo extends KongPerfMojo implements MavenMultiPageReport {

    /** Where the pages go if this goal is called alone. */
    @Parameter(property = "kong-perf.reportFolder", defaultValue = "${project.build.directory}/kong-perf-report")
    private File reportFolder;

    /** Result folders to report together, such as those of several modules. Default: {@code resultFolder}. */
    @Parameter(property = "kong-perf.resultFolders")
    private @Nullable List<File> resultFolders;

    private @Nullable File siteFolder;

    @Override
    void perform() throws IOException {
        List<ReportInput> inputs = inputs();
        if (inputs.isEmpty()) {
            getLog().warn("no results in %s, so there is nothing to report; kong-perf:run makes some"
                    .formatted(folders()));
            return;
        }
        Path index = StandaloneSite.write(folder(reportFolder), Report.of(inputs));
        getLog().info("report: " + shown(index));
    }

    @Override
    public void generate(Sink sink, SinkFactory pages, Locale ignored) throws MavenReportException {
        Report report = Report.of(inputs());
        Path folder = getReportOutputDirectory().toPath();
        try {
            for (Map.Entry<String, byte[]> asset : report.assets().entrySet()) {
                Files.write(place(folder, asset.getKey()), asset.getValue());
            }
            for (Page page : report.pages()) {
                if (page.path().equals(report.names().index())) {
                    SitePage.write(sink, page, report.names());
                } else {
                    File file = place(folder, page.path()).toFile();
                    Sink own = pages.createSink(file.getParentFile(), file.getName());
                    SitePage.write(own, page, report.names());
                }
            }
        } catch (IOException e) {
            throw new MavenReportException("writing the report to %s: %s".formatted(folder, e.getMessage()), e);
        }
        getLog().info("report: " + shown(folder.resolve(report.names().index())));
    }

    /** The file of that path in {@code folder}, whose own folder then exists. */
    private static Path place(Path folder, String path) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        return file;
    }

    @Override
    public void generate(Sink sink, Locale locale) throws MavenReportException {
        throw new MavenReportException(
                "this report has several pages, and needs a site plugin that knows that (3.3 or later)");
    }

    private List<Path> folders() {
        return resultFolders == null || resultFolders.isEmpty()
                ? List.of(resultPath())
                : resultFolders.stream()
                        .map(folder -> folder.toPath().toAbsolutePath().normalize())
                        .toList();
    }

    private List<ReportInput> inputs() {
        List<ReportInput> inputs = new ArrayList<>();
        for (Path path : folders()) {
            ResultFolder folder = new ResultFolder(path);
            folder.damagedSessions().forEach(damage -> getLog().warn("left out: " + damage));
            Optional<Session> newest = folder.sessions().stream().findFirst();
            newest.ifPresentOrElse(
                    session -> inputs.add(SessionReport.of(folder, session.id(), moduleOf(path))
                            .input()),
                    () -> getLog().warn("no results in " + shown(path)));
        }
        return inputs;
    }

    /** The module whose build folder holds the results, by the name of its folder. */
    private String moduleOf(Path results) {
        if (results.equals(resultPath())) {
            return project().getArtifactId();
        }
        Path build = results.getParent();
        Path module = build == null ? null : build.getParent();
        return module == null || module.getFileName() == null
                ? results.toString()
                : module.getFileName().toString();
    }

    @Override
    public boolean canGenerateReport() {
        if (skipped()) {
            return false;
        }
        boolean any = folders().stream()
                .anyMatch(path -> !new ResultFolder(path).sessions().isEmpty());
        if (!any) {
            getLog().info("no results in %s, so there is no report".formatted(folders()));
        }
        return any;
    }

    @Override
    public String getOutputName() {
        return "kong-perf";
    }

    @Override
    public String getCategoryName() {
        return CATEGORY_PROJECT_REPORTS;
    }

    @Override
    public String getName(Locale locale) {
        return "Kong Perf";
    }

    @Override
    public String getDescription(Locale locale) {
        return "Whether a Kong Gateway version, plugin or configuration is slower than another.";
    }

    @Override
    public void setReportOutputDirectory(File folder) {
        siteFolder = folder;
    }

    @Override
    public File getReportOutputDirectory() {
        return siteFolder == null ? reportFolder : siteFolder;
    }

    @Override
    public boolean isExternalReport() {
        return false;
    }
}
