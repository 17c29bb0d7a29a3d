package io.github.kongperf.database;

import io.github.kongperf.node.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** What tests with a real PostgreSQL share. */
final class TestClusters {

    private TestClusters() {}

    /** One that other users can enter, unlike JUnit's. */
    static Path folder() throws IOException {
        return Files.createTempDirectory(
                "kp", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
    }

    static PostgresBinaries binaries(Node node) throws InterruptedException {
        return PostgresBinaries.find(
                node, new PostgresSources(Optional.empty(), EmbeddedBinaries.onClassPath(), Path.of("/nowhere")));
    }

    static String one(SqlSession session, String query) throws SQLException, InterruptedException {
        return session.call(Duration.ofSeconds(20), connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(query)) {
                rows.next();
                return String.valueOf(rows.getString(1));
            }
        });
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> inside = Files.walk(folder)) {
            for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
