package io.github.kongperf.kong;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A PostgreSQL of its own for the tests of the stand-in: a superuser {@code boss} who needs no password on its socket,
 * others need theirs over TCP, hashed as each role's was when it was made.
 */
final class StandInCluster implements AutoCloseable {

    private static final Path BINARIES = Path.of("/usr/lib/postgresql/15/bin");

    private final Path folder;
    final int port = StandInKong.freePort();

    StandInCluster() throws IOException, InterruptedException {
        folder = Files.createTempDirectory("kong-perf-pg");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        if (isRoot()) {
            Files.setOwner(
                    folder,
                    folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        }
        run("initdb", "-D", data(), "-U", "boss", "-A", "trust", "--auth-host=md5", "-E", "UTF8", "--no-sync");
        start();
    }

    void start() throws IOException, InterruptedException {
        String options = "-p %d -k %s -c listen_addresses=127.0.0.1 -c fsync=off".formatted(port, folder);
        run("pg_ctl", "-D", data(), "-l", folder.resolve("log").toString(), "-o", options, "-w", "start");
    }

    void stop() throws IOException, InterruptedException {
        run("pg_ctl", "-D", data(), "-m", "immediate", "-w", "stop");
    }

    /** A new role whose password is {@code secret}, and an empty database of the same name that it owns. */
    void role(String name, String encryption) throws IOException, InterruptedException {
        String password = "SET password_encryption = '%s'; CREATE ROLE %s LOGIN PASSWORD 'secret'";
        sql("postgres", password.formatted(encryption, name));
        sql("postgres", "CREATE DATABASE %1$s OWNER %1$s".formatted(name));
        sql(name, "ALTER SCHEMA public OWNER TO " + name);
    }

    String sql(String database, String statement) throws IOException, InterruptedException {
        return run(
                "psql",
                "-X",
                "-At",
                "-v",
                "ON_ERROR_STOP=1",
                "-h",
                folder.toString(),
                "-p",
                String.valueOf(port),
                "-U",
                "boss",
                "-d",
                database,
                "-c",
                statement);
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private String run(String program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
        }
        command.add(BINARIES.resolve(program).toString());
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile("kong-perf", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(command + " is not over after a minute");
            }
            String said = Files.readString(output);
            if (process.exitValue() != 0) {
                throw new IllegalStateException("%s ended with %d: %s".formatted(command, process.exitValue(), said));
            }
            return said.strip();
        } finally {
            Files.delete(output);
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    @Override
    public void close() throws IOException {
        if (Files.exists(Path.of(data(), "postmaster.pid"))) {
            try {
                stop();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted; PostgreSQL in " + folder + " may still run", e);
            }
        }
        try (Stream<Path> inside = Files.walk(folder)) {
            for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
