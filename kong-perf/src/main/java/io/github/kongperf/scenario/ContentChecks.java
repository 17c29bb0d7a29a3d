package io.github.kongperf.scenario;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a schema can't check of {@code kong} and {@code variants}: files, names, and keys that need one another. */
final class ContentChecks {

    private final YamlDocument document;
    private final Path folder;
    private final List<Problem> problems = new ArrayList<>();

    ContentChecks(YamlDocument document, Path folder) {
        this.document = document;
        this.folder = folder;
    }

    List<Problem> problems() {
        uniqueNames("/variants");
        uniqueNames("/cases");
        uniqueNames("/kong/nodes");
        separateDatabase();
        content("/kong");
        for (int i = 0; i < document.at("/variants").size(); i++) {
            content("/variants/" + i);
        }
        for (int i = 0; i < document.at("/cases").size(); i++) {
            file("/cases/%d/load/script".formatted(i), Files::isRegularFile, "file");
        }
        return problems;
    }

    private void uniqueNames(String at) {
        Map<String, Integer> lines = new HashMap<>();
        for (int i = 0; i < document.at(at).size(); i++) {
            String pointer = "%s/%d/name".formatted(at, i);
            @Nullable Position here = document.positions().get(pointer);
            if (here == null || !document.at(pointer).isString()) {
                continue;
            }
            @Nullable Integer first = lines.putIfAbsent(document.text(pointer), here.line());
            if (first != null) {
                add(
                        pointer,
                        "'%s' is the name in line %d, too; choose another".formatted(document.text(pointer), first));
            }
        }
    }

    private void separateDatabase() {
        if (document.at("/kong/database/separate").asBoolean(false) && !postgres()) {
            add("/kong/database/separate", "needs a database; write 'kind: postgres', or remove it");
        }
    }

    private void content(String at) {
        file(at + "/entities", Files::isRegularFile, "file");
        for (String key : List.of("sql", "dump")) {
            String pointer = at + "/" + key;
            file(pointer, Files::isRegularFile, "file");
            if (!document.at(pointer).isMissingNode() && !postgres()) {
                add(pointer, "needs a database; write 'kong: {database: postgres}', or use entities");
            }
        }
        for (int i = 0; i < document.at(at + "/plugins").size(); i++) {
            file("%s/plugins/%d/from".formatted(at, i), Files::isDirectory, "folder");
        }
    }

    /** True also where the value is wrong: that has a problem of its own. */
    private boolean postgres() {
        JsonNode database = document.at("/kong/database");
        JsonNode kind = database.isObject() ? database.path("kind") : database;
        return !kind.isMissingNode() && !kind.asString("").equals("off");
    }

    private void file(String pointer, Predicate<Path> wanted, String what) {
        if (!document.at(pointer).isString() || document.text(pointer).isEmpty()) {
            return;
        }
        Optional<Path> path = resolve(document.text(pointer));
        if (path.filter(wanted).isEmpty()) {
            add(
                    pointer,
                    "'%s' is no %s; write its path from the folder of this file"
                            .formatted(document.text(pointer), what));
        }
    }

    private Optional<Path> resolve(String name) {
        try {
            return Optional.of(folder.resolve(name).normalize());
        } catch (InvalidPathException invalid) {
            return Optional.empty();
        }
    }

    private void add(String pointer, String message) {
        problems.add(document.problem(pointer, message));
    }
}
