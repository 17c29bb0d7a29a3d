package io.github.kongperf.database;

import io.github.kongperf.node.NodeFailed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** A user's file of SQL: all of it is done, or nothing. */
final class SqlFile {

    private final Path file;
    private final List<SqlScript.Statement> statements;

    /** @throws NodeFailed if it is no SQL, with its line */
    SqlFile(Path file) {
        this.file = file;
        try {
            statements = SqlScript.split(Files.readString(file));
        } catch (SqlScript.Malformed e) {
            throw new NodeFailed("%s:%d: %s".formatted(file, e.line(), e.getMessage()), e);
        } catch (CharacterCodingException e) {
            throw new NodeFailed("%s: is not UTF-8".formatted(file), e);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file, e);
        }
    }

    /** @throws NodeFailed if PostgreSQL refuses a statement, with its line */
    void run(SqlSession session, Duration within) throws InterruptedException {
        try {
            session.call(within, this::run);
        } catch (SQLException e) {
            throw new NodeFailed("%s: %s".formatted(file, SqlSession.said(e)), e);
        } catch (NodeFailed e) {
            throw e.getMessage() != null && e.getMessage().startsWith(file.toString())
                    ? e
                    : new NodeFailed("%s: %s".formatted(file, e.getMessage()), e);
        }
    }

    private boolean run(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            for (SqlScript.Statement next : statements) {
                execute(statement, next);
            }
        }
        connection.commit();
        return true;
    }

    private void execute(Statement statement, SqlScript.Statement next) throws SQLException {
        try {
            statement.execute(next.text());
        } catch (PSQLException e) {
            @Nullable ServerErrorMessage server = e.getServerErrorMessage();
            int line = server != null && server.getPosition() > 0 ? next.lineOf(server.getPosition()) : next.line();
            String said = SqlSession.said(e);
            throw new NodeFailed("%s:%d: %s%s".formatted(file, line, said, ClusterFolder.hint(said)), e);
        }
    }
}
