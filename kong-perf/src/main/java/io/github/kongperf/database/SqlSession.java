package io.github.kongperf.database;

import io.github.kongperf.node.NodeFailed;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Talks to a PostgreSQL as one role in one database. What it does can be interrupted, unlike JDBC by itself. */
final class SqlSession {

    private static final int CONNECT_SECONDS = 5;

    private final PGSimpleDataSource source = new PGSimpleDataSource();

    SqlSession(InetSocketAddress at, String database, String user, String password) {
        source.setServerNames(new String[] {at.getHostString()});
        source.setPortNumbers(new int[] {at.getPort()});
        source.setDatabaseName(database);
        source.setUser(user);
        source.setPassword(password);
        source.setSslMode("disable");
        source.setGssEncMode("disable");
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setApplicationName("kong-perf");
    }

    /** What is done with a connection. */
    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /**
     * Opens a connection, does something with it, and closes it.
     *
     * @throws NodeFailed if it takes longer than {@code within}; then the server does not go on with it either
     */
    <T> T call(Duration within, Work<T> work) throws SQLException, InterruptedException {
        AtomicReference<@Nullable Connection> open = new AtomicReference<>();
        FutureTask<T> task = new FutureTask<>(() -> {
            try (Connection connection = source.getConnection()) {
                open.set(connection);
                return work.on(connection);
            }
        });
        Thread thread = new Thread(task, "postgres-session");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            abort(open.get());
            throw new NodeFailed(
                    "PostgreSQL was not done with it in %s s"
                            .formatted(BigDecimal.valueOf(within.toMillis(), 3)
                                    .stripTrailingZeros()
                                    .toPlainString()),
                    e);
        } catch (InterruptedException e) {
            abort(open.get());
            throw e;
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        }
    }

    /** Does statements one by one, each for itself. */
    void execute(Duration within, String... statements) throws SQLException, InterruptedException {
        call(within, connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.setEscapeProcessing(false);
                for (String sql : statements) {
                    statement.execute(sql);
                }
            }
            return true;
        });
    }

    /** In PostgreSQL's words: what, and what it says about it. */
    static String said(SQLException e) {
        @Nullable ServerErrorMessage server = e instanceof PSQLException p ? p.getServerErrorMessage() : null;
        if (server == null) {
            return String.valueOf(e.getMessage());
        }
        StringBuilder text = new StringBuilder("%s: %s".formatted(server.getSeverity(), server.getMessage()));
        if (server.getDetail() != null) {
            text.append("; ").append(server.getDetail());
        }
        if (server.getHint() != null) {
            text.append("; ").append(server.getHint());
        }
        return text.toString();
    }

    private static SQLException rethrown(@Nullable Throwable cause) {
        if (cause instanceof RuntimeException e) {
            throw e;
        }
        if (cause instanceof Error e) {
            throw e;
        }
        return cause instanceof SQLException e ? e : new SQLException(cause);
    }

    private static void abort(@Nullable Connection connection) {
        if (connection == null) {
            return;
        }
        try {
            // Without it, a server that is busy would notice only when it is done.
            connection.unwrap(PGConnection.class).cancelQuery();
        } catch (SQLException gone) {
            // It has nothing to cancel.
        }
        try {
            connection.abort(Runnable::run);
        } catch (SQLException gone) {
            // It is closed already.
        }
    }
}
