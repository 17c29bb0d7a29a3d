package io.github.kongperf.scenario;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads scenario files: all that are right, and what is wrong with the others. */
public final class ScenarioReader {

    private static final Comparator<Problem> ORDER = Comparator.comparing(
                    (Problem problem) -> problem.position().file().toString())
            .thenComparing(problem -> problem.position().line())
            .thenComparing(problem -> problem.position().column())
            .thenComparing(Problem::key)
            .thenComparing(Problem::message);

    private final Path base;
    private static final ScenarioSchema SCHEMA = new ScenarioSchema();

    /** @param base where relative paths begin; files below it are shown relative to it */
    public ScenarioReader(Path base) {
        this.base = base.toAbsolutePath().normalize();
    }

    /** @param foldersOrFiles a folder gives its {@code *.yaml} and {@code *.yml}, but not those of folders in it */
    public Reading read(List<Path> foldersOrFiles) {
        List<Problem> problems = new ArrayList<>();
        List<ScenarioFile> scenarios = new ArrayList<>();
        Map<String, Position> names = new HashMap<>();
        Set<Path> files = new LinkedHashSet<>();
        foldersOrFiles.forEach(path -> files.addAll(files(base.resolve(path).normalize(), problems)));
        for (Path file : files) {
            Optional<YamlDocument> document = document(file, problems);
            document.ifPresent(read -> {
                problems.addAll(check(file, read, scenarios));
                takenName(read, names).ifPresent(problems::add);
            });
        }
        return new Reading(scenarios, sorted(problems));
    }

    /** {@code file} as users are shown it. */
    static Path shown(Path base, Path file) {
        return file.startsWith(base) && !file.equals(base) ? base.relativize(file) : file;
    }

    private static List<Problem> sorted(Collection<Problem> problems) {
        return problems.stream().distinct().sorted(ORDER).toList();
    }

    private List<Path> files(Path path, List<Problem> problems) {
        if (Files.isRegularFile(path)) {
            return List.of(path);
        }
        if (!Files.isDirectory(path)) {
            problems.add(
                    problem(path, "does not exist; create it, or set 'scenarios' to where the scenario files are"));
            return List.of();
        }
        try (Stream<Path> entries = Files.list(path)) {
            List<Path> files =
                    entries.filter(ScenarioReader::isScenario).sorted().toList();
            if (files.isEmpty()) {
                problems.add(
                        problem(
                                path,
                                "has no scenario; put a .yaml file into it, or set 'scenarios' to where the scenario files are"));
            }
            return files;
        } catch (IOException failure) {
            problems.add(problem(path, "can't be listed (%s); make it readable".formatted(failure)));
            return List.of();
        }
    }

    private static boolean isScenario(Path file) {
        String name = Objects.requireNonNull(file.getFileName()).toString();
        // Entities often lie beside their scenario, in a file that is YAML as well.
        boolean entities = name.contains(".kong.");
        return !entities && (name.endsWith(".yaml") || name.endsWith(".yml")) && Files.isRegularFile(file);
    }

    private Optional<YamlDocument> document(Path file, List<Problem> problems) {
        try {
            return Optional.of(YamlDocument.parse(shown(base, file), Files.readString(file)));
        } catch (CharacterCodingException notUtf8) {
            problems.add(problem(file, "is not UTF-8; save it in that encoding"));
        } catch (IOException failure) {
            problems.add(problem(file, "can't be read (%s); make it readable".formatted(failure)));
        }
        return Optional.empty();
    }

    private List<Problem> check(Path file, YamlDocument document, List<ScenarioFile> scenarios) {
        Path folder = Objects.requireNonNull(file.getParent());
        List<Problem> problems = problems(document, folder);
        if (!problems.isEmpty()) {
            return problems;
        }
        Scenario scenario = new ScenarioBuilder(document, folder).scenario();
        List<Problem> inTemplates = new TemplateChecks(scenario, base).problems();
        if (inTemplates.isEmpty()) {
            scenarios.add(new ScenarioFile(file, scenario, document.positions()));
        }
        return inTemplates;
    }

    private List<Problem> problems(YamlDocument document, Path folder) {
        List<Problem> problems = new ArrayList<>(document.problems());
        if (!document.root().isMissingNode()) {
            problems.addAll(SCHEMA.problems(document));
            problems.addAll(new ContentChecks(document, folder).problems());
            for (int i = 0; i < document.at("/cases").size(); i++) {
                problems.addAll(new CaseChecks(document, "/cases/" + i).problems());
            }
        }
        return problems;
    }

    /** A problem if a file before has the same name. */
    private static Optional<Problem> takenName(YamlDocument document, Map<String, Position> names) {
        @Nullable Position here = document.positions().get("/scenario");
        if (here == null || !document.at("/scenario").isString()) {
            return Optional.empty();
        }
        String name = document.text("/scenario");
        @Nullable Position first = names.putIfAbsent(name, here);
        return first == null
                ? Optional.empty()
                : Optional.of(document.problem(
                        "/scenario", "'%s' is the name in %s, too; choose another".formatted(name, first)));
    }

    private Problem problem(Path path, String message) {
        return new Problem(new Position(shown(base, path), 1, 1), "", message);
    }
}
