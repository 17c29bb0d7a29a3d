package io.github.kongperf.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.kongperf.compare.Comparison;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {

    private static final Path GOLDEN = Path.of("src/test/resources/io/github/kongperf/report");

    private final Report everyKind = report(Fixture.everyKind(), Fixture.logs());

    static Report report(Comparison comparison, LogSource logs) {
        return Report.of(List.of(new ReportInput("quickstart", comparison, logs)));
    }

    static Report aggregate() {
        return Report.of(
                List.of(
                        new ReportInput("gateway", Fixture.everyKind(), Fixture.logs()),
                        new ReportInput("plugins", Fixture.versions(), LogSource.none())),
                "aggregate");
    }

    static Report profiled() {
        return Report.of(List.of(FixtureProfiles.input()));
    }

    @Test
    void pagesAreAsBefore() throws IOException {
        matchesGolden(everyKind, "every-kind");
    }

    @Test
    void pagesOfSeveralModulesAreAsBefore() throws IOException {
        matchesGolden(aggregate(), "aggregate");
    }

    @Test
    void pagesOfASessionWithoutRunsAreAsBefore() throws IOException {
        matchesGolden(report(Fixture.empty(), LogSource.none()), "empty");
    }

    @Test
    void pagesOfAProfiledSessionAreAsBefore() throws IOException {
        matchesGolden(profiled(), "profiled");
    }

    /** Looked at by people, after each change: open target/report-sample. */
    @Test
    void standsAlone() throws IOException {
        Path folder = Path.of("target/report-sample");
        Path index = StandaloneSite.write(folder.resolve("every-kind"), everyKind);
        StandaloneSite.write(folder.resolve("aggregate"), aggregate());
        StandaloneSite.write(folder.resolve("empty"), report(Fixture.empty(), LogSource.none()));
        StandaloneSite.write(folder.resolve("profiled"), profiled());

        assertThat(Files.readString(index)).startsWith("<!DOCTYPE html>").contains("href=\"kong-perf/kong-perf.css\"");
        assertThat(Files.readString(folder.resolve("every-kind/kong-perf/simple.html")))
                .contains("href=\"kong-perf.css\"", "href=\"../kong-perf.html\"");
    }

    private static void matchesGolden(Report report, String name) throws IOException {
        for (Page page : report.pages()) {
            Path golden = GOLDEN.resolve(name).resolve(page.path());
            String text = page.title() + "\n" + page.bodyHtml();
            if (System.getProperty("golden.update") != null) {
                Files.createDirectories(golden.getParent());
                Files.writeString(golden, text);
            }
            assertThat(text).as(page.path()).isEqualTo(Files.readString(golden, UTF_8));
        }
    }
}
